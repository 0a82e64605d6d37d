package waitgroupadd

import (
	"slices"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var early = scenario.Verdict{Race: true, Effect: scenario.Invariant}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "waitgroup-add",
	Title:    "WaitGroup.Add inside the goroutine",
	Class:    "order violation",
	Priority: 0,
	Level:    1,
	Property: "all work is done when Wait returns",
	Params:   []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}},
	Variants: []scenario.Variant{
		{Name: "Add(1) inside goroutine", Kind: scenario.Bug, Sync: scenario.WaitGroup, Code: "addInside workers",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant | scenario.Panic},
			Why:  "The counter is zero until a goroutine has run, and Wait returns at zero; an Add that meets a Wait panics, and go vet sees none of it in a method.",
			Body: waits(addInside)},

		{Name: "Add before go / wg.Go", Kind: scenario.Fix, Sync: scenario.WaitGroup, Code: "addBefore",
			Why:  "The counter is what is still to be done, from the start.",
			Body: waits(addBefore)},
		{Name: "wg.Go", Kind: scenario.Fix, Sync: scenario.WaitGroup, Code: "wgGo",
			Why:  "Go adds before it starts the goroutine.",
			Body: waits(wgGo)},

		{Name: "Add inside + time.Sleep before Wait", Kind: scenario.Wrong, Sync: scenario.Time, Code: "addInsideSleep workers", Want: early,
			Why:  "A sleep orders nothing, however long: a goroutine may begin later still.",
			Body: waits(addInsideSleep)},
	},
}

// waits is the property of a function that returns when all work is done.
func waits(run func(work []func())) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		done := make([]bool, w.Int("goroutines"))
		finished := make(chan struct{}, len(done))
		var work []func()
		for i := range done {
			work = append(work, func() {
				done[i] = true
				finished <- struct{}{}
			})
		}
		run(work)
		if i := slices.Index(done, false); i >= 0 {
			t.Errorf("piece %d of the work was not done when the wait was over", i)
		}
		for range done {
			<-finished
		}
	}
}
