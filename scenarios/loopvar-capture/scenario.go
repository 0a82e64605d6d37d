package loopvarcapture

import (
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "loopvar-capture",
	Title:    "Loop-variable capture",
	Class:    "data race and wrong value",
	Priority: 0,
	Level:    1,
	Property: "each index is used once",
	Params:   []scenario.Param{{Name: "indexes", Min: 2, Max: 5}},
	Variants: []scenario.Variant{
		{Name: "go func(){use(i)} with one shared i (pre-1.22, or var declared outside)", Kind: scenario.Bug, Sync: scenario.None, Code: "sharedVariable",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant},
			Why:  "The goroutines read the variable while the loop goes on, or after its end.",
			Body: uses(sharedVariable)},

		{Name: "per-iteration copy (1.22 semantics / param)", Kind: scenario.Fix, Sync: scenario.Copy, Code: "ownVariable",
			Why:  "Each goroutine has a variable that nobody else changes.",
			Body: uses(ownVariable)},

		{Name: "mutex around reads/writes of shared i", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "lockedVariable",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "The mutex orders the accesses; what is read is still what the loop has come to.",
			Body: uses(lockedVariable)},
	},
}

// uses is the property of a function that calls use in a goroutine for each
// index below n.
func uses(each func(n int, use func(i int))) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		used := make([]atomic.Int32, w.Int("indexes")+1)
		each(len(used)-1, func(i int) { used[i].Add(1) })
		for i := range len(used) - 1 {
			if n := used[i].Load(); n != 1 {
				t.Errorf("index %d was used %d times, want once", i, n)
			}
		}
	}
}
