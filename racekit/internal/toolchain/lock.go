package toolchain

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// Lock waits until no other racekit holds the lock of that name; the system lifts
// that of a killed process. It goes on without the lock when it is out of patience,
// as its holder may be stopped, or on a file system that has none.
func Lock(ctx context.Context, name string, patience time.Duration) (unlock func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	type held struct {
		unlock func()
		err    error
	}
	got := make(chan held, 1)
	go func() {
		unlock, err := lockedfile.MutexAt(name).Lock()
		got <- held{unlock, err}
	}()
	select {
	case h := <-got:
		if h.err == nil {
			return h.unlock, nil
		}
		if e, ok := errors.AsType[*fs.PathError](h.err); ok && e.Op == "open" {
			return nil, h.err
		}
	case <-ctx.Done():
		go func() { // who got tired of waiting must not hold the lock later
			if h := <-got; h.err == nil {
				h.unlock()
			}
		}()
	}
	return func() {}, nil
}
