package parallelsubtests

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "parallel-subtests",
	Title:    "Parallel subtests: shared fixture, defer before children",
	Class:    "order violation, data race in tests",
	Priority: 1,
	Level:    2,
	Property: "the fixture is open while any subtest runs, and no subtest shares what it changes",
	Params:   []scenario.Param{{Name: "cases", Min: 2, Max: 4}},
	Variants: []scenario.Variant{
		{Name: "defer cleanup() in parent; t.Parallel children run after return", Kind: scenario.Bug, Sync: scenario.Order, Code: "deferred",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "Parallel subtests go on when the parent's function has returned, and with it what it deferred.",
			Body: subtests(deferred)},
		{Name: "shared fixture mutated by parallel cases", Kind: scenario.Bug, Sync: scenario.None, Code: "shared",
			Want: scenario.Verdict{Race: true, RaceAt: 1},
			Why:  "The cases run at once; only if one is done before the other begins does a lock of package testing order them.",
			Body: subtests(shared)},

		{Name: "t.Cleanup (runs after children)", Kind: scenario.Fix, Sync: scenario.Order, Code: "cleanup",
			Why:  "Cleanup functions run when the test and all its subtests are done.",
			Body: subtests(cleanup)},
		{Name: "fresh fixture per case", Kind: scenario.Fix, Sync: scenario.Confinement, Code: "fresh",
			Why:  "Each case has what it changes to itself.",
			Body: subtests(fresh)},
	},
}

// A fixture is what the tests use until it is closed.
type fixture struct {
	name   string
	closed atomic.Bool
}

func open() *fixture { return &fixture{} }

func (f *fixture) close() { f.closed.Store(true) }

func (f *fixture) use(t *testing.T) {
	if f.closed.Load() {
		t.Errorf("the fixture is closed")
	}
}

// subtests is the property, which the fixture checks where it is used.
func subtests(run func(t *testing.T, names []string)) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		var names []string
		for i := range w.Int("cases") {
			names = append(names, fmt.Sprintf("case%d", i))
		}
		t.Run("cases", func(t *testing.T) { run(t, names) })
	}
}
