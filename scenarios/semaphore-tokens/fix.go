package semaphoretokens

import "context"

func releaseAcquired(ctx context.Context, s semaphore, task, done func()) {
	if s.acquire(ctx) != nil {
		done()
		return
	}
	go func() {
		defer s.release()
		defer done()
		task()
	}()
}
