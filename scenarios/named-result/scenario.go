package namedresult

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "named-result",
	Title:    "Named-result capture",
	Class:    "data race",
	Priority: 1,
	Level:    2,
	Property: "the goroutine reads a value that the function had when it started it",
	Params:   []scenario.Param{{Name: "value", Min: 1, Max: 1000}},
	Variants: []scenario.Variant{
		{Name: "goroutine reads result; return writes it", Kind: scenario.Bug, Sync: scenario.None, Code: "capture",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant},
			Why:  "The return statement assigns to the result, and nothing orders it with the goroutine.",
			Body: logs(capture)},

		{Name: "pass value as argument", Kind: scenario.Fix, Sync: scenario.Copy, Code: "pass",
			Why:  "The goroutine has a copy of its own.",
			Body: logs(pass)},
	},
}

// logs is the property of a function that has its value logged in the background.
func logs(run func(value int, start func(func()), log func(int)) int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		value := w.Int("value")
		var wg sync.WaitGroup
		run(value, wg.Go, func(got int) {
			if got != value {
				t.Errorf("logged %d, want %d", got, value)
			}
		})
		wg.Wait()
	}
}
