package determinism

import (
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
)

// A resource has something done to it when it is garbage.
type resource struct {
	id *int
	_  [64]byte
}

// TestCollects collects while others go on: when finalizers and cleanups run is
// the schedule's.
func TestCollects(t *testing.T) {
	var steps, finalized, cleaned atomic.Int64
	discard(t, &steps, &finalized, &cleaned)
	var wg sync.WaitGroup
	for i := range 3 {
		wg.Go(func() {
			steps.Add(1)
			if i == 0 {
				runtime.GC()
			}
			steps.Add(1)
			steps.Add(1)
		})
	}
	wg.Wait()
	t.Log(finalized.Load(), cleaned.Load(), steps.Load())
}

//go:noinline
func discard(t *testing.T, steps, finalized, cleaned *atomic.Int64) {
	r := &resource{id: new(int)}
	runtime.SetFinalizer(r, func(*resource) { finalized.Store(steps.Load()) })
	s := &resource{id: new(int)}
	runtime.AddCleanup(s, func(int) { cleaned.Store(steps.Load()) }, 0)
}
