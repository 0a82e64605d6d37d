package futuretimeout

import (
	"context"
	"sync"
)

type lockedFuture struct {
	done chan struct{}
	mu   sync.Mutex
	err  error
}

func startLocked(buffer int) func(work func() error) future {
	return func(work func() error) future {
		f := &lockedFuture{done: make(chan struct{}, buffer)}
		go func() {
			f.setErr(work())
			f.done <- struct{}{}
		}()
		return f
	}
}

func (f *lockedFuture) Wait(ctx context.Context) error {
	select {
	case <-f.done:
		return f.Err()
	case <-ctx.Done():
		f.setErr(ctx.Err())
		return ctx.Err()
	}
}

func (f *lockedFuture) setErr(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *lockedFuture) Err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}
