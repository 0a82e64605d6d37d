package hazards

import (
	"runtime"
	"sync"
	"testing"
)

// TestRunAfterUnlock waits in package testing, where there are no points, after
// an operation that has long been performed.
func TestRunAfterUnlock(t *testing.T) {
	var mu sync.Mutex
	mu.Lock()
	mu.Unlock()
	t.Run("sub", func(t *testing.T) {
		go func() {}()
	})
}

// TestRaceBesideALock has a goroutine that waits for a lock when it is unlocked.
// What it did before, the other has not waited for.
func TestRaceBesideALock(t *testing.T) {
	var mu sync.Mutex
	x := 0
	done := make(chan bool)
	mu.Lock()
	go func() {
		x = 1
		mu.Lock()
		mu.Unlock()
		done <- true
	}()
	runtime.Gosched()
	mu.Unlock()
	if x > 1 {
		t.Error(x)
	}
	<-done
}
