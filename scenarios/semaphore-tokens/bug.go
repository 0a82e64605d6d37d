package semaphoretokens

import "context"

// A semaphore holds a token for each goroutine that is inside.
type semaphore chan struct{}

func (s semaphore) acquire(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	select {
	case s <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// release takes a token out; without one it does nothing.
func (s semaphore) release() {
	select {
	case <-s:
	default:
	}
}

// A limited runs task in a goroutine, inside the semaphore, and reports to done
// when it has ended.
type limited func(ctx context.Context, s semaphore, task, done func())

func alwaysRelease(ctx context.Context, s semaphore, task, done func()) {
	err := s.acquire(ctx)
	go func() {
		defer done()
		defer s.release()
		if err == nil {
			task()
		}
	}()
}
