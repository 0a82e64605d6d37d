package semaphoretokens

import "context"

func releaseBlocking(ctx context.Context, s semaphore, task, done func()) {
	go func() {
		defer done()
		defer func() { <-s }()
		if s.acquire(ctx) == nil {
			task()
		}
	}()
}

func acquireInside(ctx context.Context, s semaphore, task, done func()) {
	go func() {
		defer done()
		if s.acquire(ctx) == nil {
			task()
			s.release()
		}
	}()
}
