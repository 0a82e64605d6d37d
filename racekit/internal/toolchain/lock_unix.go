//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package toolchain

import (
	"context"
	"errors"
	"os"
	"syscall"
	"time"
)

// Lock waits until no other racekit holds the lock of that name; the kernel
// lifts that of a killed process. It goes on without the lock when it is out of
// patience, as its holder may be stopped, or on a file system that has none.
func Lock(ctx context.Context, name string, patience time.Duration) (unlock func(), err error) {
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
