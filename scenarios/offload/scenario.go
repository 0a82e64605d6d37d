package offload

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var racy = scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "offload",
	Title:    "Offload blocking work to a pool (asyncio.to_thread)",
	Class:    "data race on loop-owned state",
	Priority: 0,
	Level:    3,
	Property: "the total has every result and every event once",
	Params:   []scenario.Param{{Name: "works", Min: 1, Max: 3}, {Name: "events", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "worker mutates loop-owned state", Kind: scenario.Bug, Sync: scenario.None, Code: "loop offload", Want: racy,
			Why:  "The loop and the worker add to the total at the same time.",
			Body: adds(func() func(*loop, func() int) { return offload })},

		{Name: "worker posts result back; loop applies it", Kind: scenario.Fix, Sync: scenario.Confinement, Code: "loop offloadPosted",
			Why:  "Only the loop touches the total; the worker sends it what to do.",
			Body: adds(func() func(*loop, func() int) { return offloadPosted })},

		{Name: "mutex only in the worker", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "loop offloadLocked", Want: racy,
			Why:  "The handlers of the loop do not lock, so that the mutex orders workers among themselves only.",
			Body: adds(offloadLocked)},
	},
}

// adds offloads works from the loop and handles events there meanwhile.
func adds(newOffload func() func(l *loop, work func() int)) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		works, events := w.Int("works"), w.Int("events")
		offload := newOffload()
		l := &loop{tasks: make(chan func())}
		var running sync.WaitGroup
		running.Go(l.run)
		for range works {
			l.workers.Add(1)
			l.tasks <- func() {
				offload(l, func() int { return 100 })
				l.workers.Done()
			}
		}
		for range events {
			l.tasks <- func() { l.total++ }
		}
		l.workers.Wait()
		close(l.tasks)
		running.Wait()
		if want := 100*works + events; l.total != want {
			t.Errorf("%d results of 100 and %d events make %d, want %d", works, events, l.total, want)
		}
	}
}
