package errcapture

import (
	"errors"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "err-capture",
	Title:    "Shared err variable captured by goroutines",
	Class:    "data race and lost error",
	Priority: 0,
	Level:    1,
	Property: "if a task failed, the caller gets an error",
	Params:   []scenario.Param{{Name: "failing", Min: 1, Max: 2}, {Name: "well", Min: 1, Max: 2}},
	Variants: []scenario.Variant{
		{Name: "both goroutines assign outer err", Kind: scenario.Bug, Sync: scenario.None, Code: "sharedErr",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant},
			Why:  "Nothing orders the assignments, and the last one wins.",
			Body: reports(sharedErr)},

		{Name: "mutex + keep-first-non-nil (errgroup semantics)", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "firstErr",
			Why:  "Nobody assigns nil, and nobody overwrites.",
			Body: reports(firstErr)},
		{Name: "errgroup", Kind: scenario.Fix, Sync: scenario.Errgroup, Code: "groupErr",
			Why:  "Wait returns the first error that is not nil.",
			Body: reports(groupErr)},
		{Name: "local err + channel, collect all", Kind: scenario.Fix, Sync: scenario.Channel, Code: "allErrs start",
			Why:  "Each task has a result of its own, and all are read.",
			Body: reports(allErrs)},

		{Name: "mutex around err= (nil overwrites failure)", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "lockedErr",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "The mutex orders the assignments, and the last one wins as before.",
			Body: reports(lockedErr)},
		{Name: "chan cap n, read only the first result", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "firstResult start",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "The first to be done may have gone well.",
			Body: reports(firstResult)},
	},
}

// reports is the property of a function that runs tasks concurrently.
func reports(run func(tasks []func() error) error) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		var tasks []func() error
		for range w.Int("failing") {
			tasks = append(tasks, func() error { return errors.New("no route to host") })
		}
		for range w.Int("well") {
			tasks = append(tasks, func() error { return nil })
		}
		if err := run(tasks); err == nil {
			t.Errorf("%d of %d tasks failed, and the caller got no error", w.Int("failing"), len(tasks))
		}
	}
}
