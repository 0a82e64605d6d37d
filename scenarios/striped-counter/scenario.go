package stripedcounter

import (
	"slices"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var torn = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "striped-counter",
	Title:    "Sharded / striped counter read is not a snapshot",
	Class:    "linearizability violation",
	Priority: 2,
	Level:    4,
	Property: "the sum was the value at some moment of the call",
	Params:   []scenario.Param{{Name: "rounds", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "unit increments only", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "stripedCounter",
			Why:  "The value passes through every number up to the last.",
			Body: was(func() counter { return &stripedCounter{} }, 1, 1)},
		{Name: "one lock over all stripes", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "lockedCounter",
			Why:  "Nobody adds while the stripes are added up.",
			Body: was(func() counter { return &lockedCounter{} }, 2, 3)},

		{Name: "Add(2)/Add(3) mixed weights", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "stripedCounter", Want: torn,
			Why:  "The sum has the later addition and not the earlier one.",
			Body: was(func() counter { return &stripedCounter{} }, 2, 3)},
		{Name: "+1 / -1 (gauge)", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "stripedCounter", Want: torn,
			Why:  "The sum has the -1 and not the +1 that came before it.",
			Body: was(func() counter { return &stripedCounter{} }, 1, -1)},
	},
}

// A counter has two stripes.
type counter interface {
	Add(stripe int, n int64)
	Sum() int64
}

// was is the property, with one writer who adds to the stripes in turn.
func was(newCounter func() counter, weights ...int64) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		c, rounds := newCounter(), w.Int("rounds")
		values := []int64{0}
		for range rounds {
			for _, n := range weights {
				values = append(values, values[len(values)-1]+n)
			}
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			for range rounds {
				for stripe, n := range weights {
					c.Add(stripe, n)
				}
			}
		})
		wg.Go(func() {
			if got := c.Sum(); !slices.Contains(values, got) {
				t.Errorf("the sum is %d, and the value went through %v", got, values)
			}
		})
		wg.Wait()
	}
}
