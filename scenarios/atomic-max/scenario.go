package atomicmax

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var low = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "atomic-max",
	Title:    "Atomic maximum (high-water mark)",
	Class:    "single-variable atomicity violation",
	Priority: 2,
	Level:    3,
	Property: "the mark is the highest value that was offered",
	Params:   []scenario.Param{{Name: "goroutines", Min: 3, Max: 5}},
	Variants: []scenario.Variant{
		{Name: "if v>max.Load() {max.Store(v)}", Kind: scenario.Bug, Sync: scenario.Atomic, Code: "loadStoreMark", Want: low,
			Why:  "Between the Load and the Store another stores a higher value, which is overwritten.",
			Body: rises(func() mark { return &loadStoreMark{} })},

		{Name: "CAS loop", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "casMark",
			Why:  "It replaces only a mark that is lower.",
			Body: rises(func() mark { return &casMark{} })},

		{Name: "single CAS attempt", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "casOnceMark", Want: low,
			Why:  "Who fails may have been beaten by a lower value.",
			Body: rises(func() mark { return &casOnceMark{} })},
		{Name: "Swap then put back if older was bigger", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "swapMark", Want: low,
			Why:  "What is put back overwrites a higher value that came in between.",
			Body: rises(func() mark { return &swapMark{} })},
	},
}

// A mark is raised by offers.
type mark interface {
	Offer(v int64)
	Load() int64
	Store(v int64)
}

// rises is the property. The first offer is below the mark, the others above it.
func rises(newMark func() mark) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		m, goroutines := newMark(), w.Int("goroutines")
		m.Store(10)
		var wg sync.WaitGroup
		for i := range goroutines {
			wg.Go(func() { m.Offer(int64(5 + 10*i)) })
		}
		wg.Wait()
		if got, want := m.Load(), int64(10*goroutines-5); got != want {
			t.Errorf("the mark is %d, and %d was offered", got, want)
		}
	}
}
