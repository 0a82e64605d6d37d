package toolchain

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

func TestLock(t *testing.T) {
	name := filepath.Join(t.TempDir(), "lock")
	var inside atomic.Int32
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			unlock, err := Lock(t.Context(), name, patience)
			if err != nil {
				t.Error(err)
				return
			}
			defer unlock()
			if n := inside.Add(1); n != 1 {
				t.Errorf("%d hold the lock", n)
			}
			time.Sleep(time.Millisecond)
			inside.Add(-1)
		})
	}
	wg.Wait()

	// Whoever waits can be interrupted.
	unlock, err := Lock(t.Context(), name, patience)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, err := Lock(ctx, name, patience); err != nil || ctx.Err() == nil {
		t.Errorf("got a lock that another holds: %v", err)
	}
	// And does not hold it later.
	unlock()
	time.Sleep(50 * time.Millisecond) // now it has it, and gives it back
	ctx, cancel = context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	unlock, err = Lock(ctx, name, patience)
	if err != nil || ctx.Err() != nil {
		t.Fatalf("the lock is held by nobody, and not to be had: %v", err)
	}
	unlock()

	if _, err := Lock(t.Context(), filepath.Join(name, "below", "a file"), patience); err == nil || !strings.Contains(err.Error(), "open ") {
		t.Errorf("a lock in a folder that is none: %v", err)
	}
}
