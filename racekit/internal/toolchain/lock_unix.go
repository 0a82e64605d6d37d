//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package toolchain

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// patience is how long a lock is waited for. Its holder may be stopped.
const patience = time.Minute

// lock waits until no other racekit holds the lock of that name; the kernel
// lifts that of a killed process. It goes on without the lock after a while, or
// on a file system that has none: trees appear by rename in any case, and only
// the replacement of a stale one may then be seen by others.
func lock(ctx context.Context, name string) (unlock func(), err error) {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil || !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) {
			break
		}
		select {
		case <-ctx.Done():
			return func() { f.Close() }, nil
		case <-time.After(10 * time.Millisecond):
		}
	}
	return func() { f.Close() }, nil
}
