package writeskew

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var skewed = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "write-skew",
	Title:    "Write skew (invariant spans two rows locked separately)",
	Class:    "multi-variable atomicity violation",
	Priority: 1,
	Level:    4,
	Property: "at least one of the two stays on",
	Params:   []scenario.Param{{Name: "attempts", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "per-row lock, invariant spans two rows", Kind: scenario.Bug, Sync: scenario.Mutex, Code: "rowLockRota row", Want: skewed,
			Why:  "The row that was looked at is unlocked when the other one is changed.",
			Body: stays(func() rota { return &rowLockRota{{on: true}, {on: true}} })},

		{Name: "lock both rows in a fixed order", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "bothLockRota rowLockRota row",
			Why:  "Nobody changes the row that was looked at, and the order excludes a deadlock.",
			Body: stays(func() rota { return &bothLockRota{rowLockRota{{on: true}, {on: true}}} })},

		{Name: "two atomic.Bool with CAS each", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "casRota", Want: skewed,
			Why: "Each CompareAndSwap guards one row only.",
			Body: stays(func() rota {
				r := &casRota{}
				r[0].Store(true)
				r[1].Store(true)
				return r
			})},
	},
}

// A rota has two who are on, 0 and 1. Leave reports whether i may leave.
type rota interface {
	Leave(i int) bool
	On(i int) bool
}

// stays is the property.
func stays(newRota func() rota) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		r := newRota()
		var wg sync.WaitGroup
		for i := range 2 {
			wg.Go(func() {
				for range w.Int("attempts") {
					r.Leave(i)
				}
			})
		}
		wg.Wait()
		if !r.On(0) && !r.On(1) {
			t.Errorf("both have left")
		}
	}
}
