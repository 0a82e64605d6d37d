package spscring

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "spsc-ring",
	Title:    "SPSC ring buffer misused (publish order, 2 producers)",
	Class:    "order and atomicity violation",
	Priority: 2,
	Level:    5,
	Property: "no slot is seen that was not written, and no item is lost",
	Params:   []scenario.Param{{Name: "items", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "write slot, then atomic tail.Store (1 producer)", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "ring",
			Why:  "Who loads the new tail comes after the Store, and so after the slot was written.",
			Body: carries(func() queue { return &ring{} }, 1)},

		{Name: "publish tail before slot write", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "tailFirstRing ring",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "The consumer reads a slot that is still to be written.",
			Body: carries(func() queue { return &tailFirstRing{} }, 1)},
		{Name: "used with 2 producers", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "ring",
			Want: scenario.Verdict{Race: true, RaceAt: 1, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Both load the same tail and write the same slot.",
			Body: carries(func() queue { return &ring{} }, 2)},
	},
}

// A queue has room for what is pushed here.
type queue interface {
	Push(v int) bool
	Pop() (int, bool)
}

// carries is the property. The items are numbered from 1.
func carries(newQueue func() queue, producers int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		q, items := newQueue(), w.Int("items")
		got := make([]int, 1+producers*items)
		take := func() {
			if v, ok := q.Pop(); ok {
				got[v]++
			}
		}
		var wg sync.WaitGroup
		for p := range producers {
			wg.Go(func() {
				for i := range items {
					q.Push(1 + p*items + i)
				}
			})
		}
		wg.Go(take)
		wg.Wait()
		for range producers * items {
			take()
		}
		if got[0] > 0 {
			t.Errorf("a slot was read that had not been written")
		}
		for v, n := range got[1:] {
			if n != 1 {
				t.Errorf("item %d came %d times, want once", v+1, n)
			}
		}
	}
}
