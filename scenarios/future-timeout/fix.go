package futuretimeout

import (
	"context"
	"sync"
)

// Only the caller touches err.
type resultFuture struct {
	result chan error
	err    error
}

func startResult(buffer int) func(work func() error) future {
	return func(work func() error) future {
		f := &resultFuture{result: make(chan error, buffer)}
		go func() { f.result <- work() }()
		return f
	}
}

func (f *resultFuture) Wait(ctx context.Context) error {
	select {
	case f.err = <-f.result:
	case <-ctx.Done():
		f.err = ctx.Err()
	}
	return f.err
}

func (f *resultFuture) Err() error { return f.err }

type firstFuture struct {
	done chan struct{}
	mu   sync.Mutex
	set  bool
	err  error
}

func startFirst(work func() error) future {
	f := &firstFuture{done: make(chan struct{}, 1)}
	go func() {
		f.finish(work())
		f.done <- struct{}{}
	}()
	return f
}

// finish sets err unless it is set.
func (f *firstFuture) finish(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.set {
		f.set, f.err = true, err
	}
}

func (f *firstFuture) Wait(ctx context.Context) error {
	select {
	case <-f.done:
	case <-ctx.Done():
		f.finish(ctx.Err())
	}
	return f.Err()
}

func (f *firstFuture) Err() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}
