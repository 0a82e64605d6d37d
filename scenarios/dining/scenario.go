package dining

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "dining",
	Title:    "Dining philosophers",
	Class:    "resource deadlock",
	Priority: 1,
	Level:    2,
	Property: "everybody eats as often as they want to",
	Params:   []scenario.Param{{Name: "philosophers", Min: 3, Max: 5}, {Name: "meals", Min: 1, Max: 2}},
	Variants: []scenario.Variant{
		{Name: "all left first (3)", Kind: scenario.Bug, Sync: scenario.Mutex, Code: "table leftFirst",
			Want: scenario.Verdict{Effect: scenario.Deadlock, EffectAt: 1},
			Why:  "Everybody holds the left fork and waits for the right one, which is the neighbour's left.",
			Body: dines(leftFirst, 0)},

		{Name: "last takes right first (order)", Kind: scenario.Fix, Sync: scenario.Order, Code: "table leftFirst lastOtherwise",
			Why:  "All take the fork with the lower number first, so that no cycle of waiting can close.",
			Body: dines(lastOtherwise, 0)},
		{Name: "waiter semaphore N-1", Kind: scenario.Fix, Sync: scenario.Semaphore, Code: "table newTable leftFirst withWaiter",
			Why:  "Of one fewer than there are forks, somebody has two.",
			Body: dines(withWaiter, 1)},

		{Name: "semaphore N", Kind: scenario.Wrong, Sync: scenario.Semaphore, Code: "table newTable leftFirst withWaiter",
			Want: scenario.Verdict{Effect: scenario.Deadlock, EffectAt: 1},
			Why:  "A seat for everybody keeps nobody away.",
			Body: dines(withWaiter, 0)},
	},
}

// dines seats philosophers, all but so many at a time.
func dines(dine func(t *table, plate int), but int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		n, meals := w.Int("philosophers"), w.Int("meals")
		table := newTable(n, n-but)
		var wg sync.WaitGroup
		for plate := range n {
			wg.Go(func() {
				for range meals {
					dine(table, plate)
				}
			})
		}
		wg.Wait()
		for plate, got := range table.meals {
			if got != meals {
				t.Errorf("philosopher %d ate %d times, want %d", plate, got, meals)
			}
		}
	}
}
