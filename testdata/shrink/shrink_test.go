// Package shrink holds tests whose failing schedules are long, or need a known
// number of preemptions.
package shrink

import (
	"sync"
	"sync/atomic"
	"testing"
)

// busy runs two goroutines that each do n steps on a word of their own, before
// and after an update of a shared one that takes two steps.
func busy(t *testing.T, n int) {
	var own [2]atomic.Int64
	var shared atomic.Int64
	var wg sync.WaitGroup
	for i := range own {
		wg.Go(func() {
			for range n {
				own[i].Add(1)
			}
			shared.Store(shared.Load() + 1)
			for range n {
				own[i].Add(1)
			}
		})
	}
	wg.Wait()
	if got := shared.Load(); got != 2 {
		t.Errorf("shared = %d, want 2", got)
	}
}

func TestThousandSteps(t *testing.T)        { busy(t, 250) }
func TestHundredThousandSteps(t *testing.T) { busy(t, 25_000) }

// TestTwoPreemptions fails if a value is seen to change between two reads that
// one goroutine does, and to be back at a third: each change needs a switch.
func TestTwoPreemptions(t *testing.T) {
	var x atomic.Int64
	var wg sync.WaitGroup
	wg.Go(func() {
		x.Store(1)
		x.Store(0)
	})
	wg.Go(func() {
		if x.Load() == 1 && x.Load() == 0 {
			t.Error("x was seen to come and go")
		}
	})
	wg.Wait()
}
