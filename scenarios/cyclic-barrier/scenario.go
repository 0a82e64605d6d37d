package cyclicbarrier

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "cyclic-barrier",
	Title:    "Reusable barrier",
	Class:    "lost wakeup / deadlock",
	Priority: 2,
	Level:    4,
	Property: "nobody is a round ahead, and everybody ends the last one",
	Params:   []scenario.Param{{Name: "goroutines", Min: 2, Max: 3}, {Name: "rounds", Min: 2, Max: 3}},
	Scale:    scenario.Scale{Goroutines: "goroutines", Operations: "rounds"},
	Variants: []scenario.Variant{
		{Name: "wait while count!=0 (no generation)", Kind: scenario.Bug, Sync: scenario.Cond, Code: "barrier countBarrier newCountBarrier",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "The fast one has arrived again before the slow one looks, and the count is not zero.",
			Body: meets(func(n int) barrier { return newCountBarrier(n) })},

		{Name: "generation number", Kind: scenario.Fix, Sync: scenario.Cond, Code: "barrier countBarrier newCountBarrier roundBarrier newRoundBarrier",
			Why:  "Who arrived in a round sees that it is over, however far the others are.",
			Body: meets(func(n int) barrier { return newRoundBarrier(n) })},
	},
}

// meets has goroutines that meet after each round.
func meets(newBarrier func(n int) barrier) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		n := w.Int("goroutines")
		b := newBarrier(n)
		var arrivals atomic.Int64
		var wg sync.WaitGroup
		for range n {
			wg.Go(func() {
				for round := range w.Int("rounds") {
					arrivals.Add(1)
					b.Wait()
					if got, want := arrivals.Load(), int64(n*(round+1)); got < want {
						t.Errorf("round %d is over after %d of %d arrivals", round+1, got, want)
					}
				}
			})
		}
		wg.Wait()
	}
}
