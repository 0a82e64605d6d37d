package toolchain

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"github.com/rogpeppe/go-internal/lockedfile"
)

// patience is how long a lock is waited for. Its holder may be stopped.
const patience = time.Minute

// lock waits until no other racekit holds the lock of that name; the system
// lifts that of a killed process. It goes on without the lock after a while, or
// on a file system that has none: trees appear by rename in any case, and only
// the replacement of a stale one may then be seen by others.
func lock(ctx context.Context, name string) (unlock func(), err error) {
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
