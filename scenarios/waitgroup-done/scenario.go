package waitgroupdone

import (
	"errors"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var stuck = scenario.Verdict{Effect: scenario.Deadlock}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "waitgroup-done",
	Title:    "Done/Wait placement: early, missing, double, in loop, by value",
	Class:    "order violation, deadlock, panic",
	Priority: 0,
	Level:    2,
	Property: "Wait returns if and only if all work is done",
	Params:   []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}},
	Variants: []scenario.Variant{
		{Name: "Done before last write (defer order)", Kind: scenario.Bug, Sync: scenario.WaitGroup, Code: "doneFirst",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Deferred calls run last first, so Done comes before the work.",
			Body: waits(doneFirst)},
		{Name: "Done skipped on error path", Kind: scenario.Bug, Sync: scenario.WaitGroup, Code: "doneSkipped", Want: stuck,
			Why:  "The counter stays above zero once a piece of the work fails.",
			Body: waits(doneSkipped)},
		{Name: "Wait inside the spawn loop (moby#25384)", Kind: scenario.Bug, Sync: scenario.WaitGroup, Code: "waitInLoop", Want: stuck,
			Why:  "It waits for goroutines that it is still to start.",
			Body: waits(waitInLoop)},
		{Name: "wg copied into goroutine", Kind: scenario.Bug, Sync: scenario.WaitGroup, Code: "copied group", Want: stuck,
			Why:  "Done counts down a copy; go vet sees that if the type is written out.",
			Body: waits(copied)},

		{Name: "defer wg.Done() first statement", Kind: scenario.Fix, Sync: scenario.WaitGroup, Code: "deferred",
			Why:  "Done is the last thing that happens on every path.",
			Body: waits(deferred)},
		{Name: "Wait after the loop", Kind: scenario.Fix, Sync: scenario.WaitGroup, Code: "waitAfterLoop",
			Why:  "All that it waits for have been started.",
			Body: waits(waitAfterLoop)},

		{Name: "Done twice", Kind: scenario.Wrong, Sync: scenario.WaitGroup, Code: "doneTwice",
			Want: scenario.Verdict{Effect: scenario.Panic},
			Why:  "The counter becomes negative; with others at work, Wait returns early before that.",
			Body: waitsForOne(doneTwice)},
		{Name: "poll an atomic counter once instead of Wait", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "pollOnce",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "To look whether all is done is not to wait until it is.",
			Body: waitsAtomically(pollOnce)},
		{Name: "results read before Wait", Kind: scenario.Wrong, Sync: scenario.WaitGroup, Code: "readEarly",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant},
			Why:  "What comes before Wait does not come after the work.",
			Body: waits(readEarly)},
	},
}

// A runner runs work, of which the first piece fails, and calls read when all
// is done.
type runner func(work []func() error, read func())

// waits is the property.
func waits(run runner) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) { plainly(t, run, w.Int("goroutines")) }
}

// waitsForOne is the property for the one piece of work that fails.
func waitsForOne(run runner) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, _ scenario.Workload) { plainly(t, run, 1) }
}

func plainly(t *testing.T, run runner, n int) {
	done := make([]bool, n)
	judge(t, run, n, func(i int) { done[i] = true }, func(i int) bool { return done[i] })
}

// waitsAtomically is the property for results that are atomic.
func waitsAtomically(run runner) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		done := make([]atomic.Bool, w.Int("goroutines"))
		judge(t, run, len(done), func(i int) { done[i].Store(true) }, func(i int) bool { return done[i].Load() })
	}
}

func judge(t *testing.T, run runner, n int, do func(i int), done func(i int) bool) {
	finished := make(chan struct{}, n)
	var work []func() error
	for i := range n {
		work = append(work, func() error {
			do(i)
			finished <- struct{}{}
			if i == 0 {
				return errors.New("no route to host")
			}
			return nil
		})
	}
	run(work, func() {
		for i := range n {
			if !done(i) {
				t.Errorf("piece %d of the work was not done when the results were read", i)
			}
		}
	})
	for range n {
		<-finished
	}
}
