package usebeforeinit

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var early = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "use-before-init",
	Title:    "Order violation: callback/goroutine started before field is assigned",
	Class:    "order violation",
	Priority: 1,
	Level:    2,
	Property: "no callback sees the zero value",
	Params:   []scenario.Param{{Name: "callbacks", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "callback started before field assigned", Kind: scenario.Bug, Sync: scenario.None, Code: "startFirst",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "The callback may run before the next statement.",
			Body: assigned(startFirst)},

		{Name: "assign first, then start", Kind: scenario.Fix, Sync: scenario.Order, Code: "assignFirst",
			Why:  "What comes before a go statement comes before all that the goroutine does.",
			Body: assigned(assignFirst)},
		{Name: "hold mutex across start+assign; callback locks", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "lockAcross",
			Why:  "The callback gets the lock after the assignment only.",
			Body: assigned(lockAcross)},
		{Name: "close(ready) gate", Kind: scenario.Fix, Sync: scenario.Channel, Code: "gate",
			Why:  "The callback waits for the close, which comes after the assignment.",
			Body: assigned(gate)},

		{Name: "mutex around both accesses", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "lockEach", Want: early,
			Why:  "The accesses exclude each other, and the callback's may be the first.",
			Body: assigned(lockEach)},
		{Name: "atomic field", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "atomicField", Want: early,
			Why:  "The Load is atomic, and may come before the Store.",
			Body: assigned(atomicField)},
	},
}

type handler struct{}

// A starter runs the callback in goroutines, and does not wait for them.
type starter func(callback func())

// assigned is the property.
func assigned(begin func(start starter, use func(*handler))) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		var wg sync.WaitGroup
		start := func(callback func()) {
			for range w.Int("callbacks") {
				wg.Go(callback)
			}
		}
		begin(start, func(h *handler) {
			if h == nil {
				t.Errorf("a callback found no handler")
			}
		})
		wg.Wait()
	}
}
