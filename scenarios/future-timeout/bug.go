package futuretimeout

import "context"

// A future is work under way. Err returns what Wait has returned.
type future interface {
	Wait(ctx context.Context) error
	Err() error
}

type sharedFuture struct {
	done chan struct{}
	err  error
}

func startShared(buffer int) func(work func() error) future {
	return func(work func() error) future {
		f := &sharedFuture{done: make(chan struct{}, buffer)}
		go func() {
			f.err = work()
			f.done <- struct{}{}
		}()
		return f
	}
}

func (f *sharedFuture) Wait(ctx context.Context) error {
	select {
	case <-f.done:
	case <-ctx.Done():
		f.err = ctx.Err()
	}
	return f.err
}

func (f *sharedFuture) Err() error { return f.err }
