package errgrouppipeline

import (
	"context"
	"errors"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var stuck = scenario.Verdict{Effect: scenario.Deadlock}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "errgroup-pipeline",
	Title:    "errgroup: ignoring the group context; nested Go under SetLimit",
	Class:    "communication deadlock",
	Priority: 1,
	Level:    3,
	Property: "Wait returns the first error, and all members have ended",
	Params:   []scenario.Param{{Name: "values", Min: 2, Max: 4}},
	Variants: []scenario.Variant{
		{Name: "producer ignores gctx; consumer errors", Kind: scenario.Bug, Sync: scenario.Errgroup, Code: "process ignoring consume", Want: stuck,
			Why:  "The consumer has left, and the producer's next send has no receiver.",
			Body: fails(ignoring)},
		{Name: "g.Go inside g.Go with limit", Kind: scenario.Bug, Sync: scenario.Errgroup, Code: "process nested", Want: stuck,
			Why:  "The only place is the caller's own, and it is free when the caller has returned.",
			Body: fails(nested)},

		{Name: "producer selects on gctx.Done", Kind: scenario.Fix, Sync: scenario.Context, Code: "process selecting consume",
			Why:  "The consumer's error cancels the context, which ends the send that waits.",
			Body: fails(selecting)},
	},
}

// fails runs a process whose first error is errBad.
func fails(run process) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		if err := run(context.Background(), w.Int("values")); !errors.Is(err, errBad) {
			t.Errorf("Wait: %v, want %v", err, errBad)
		}
	}
}
