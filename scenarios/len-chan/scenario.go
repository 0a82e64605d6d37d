package lenchan

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "len-chan",
	Title:    "len(ch) check-then-receive",
	Class:    "check-then-act → hang",
	Priority: 2,
	Level:    2,
	Property: "a poll never waits, and every item is taken once",
	Params:   []scenario.Param{{Name: "consumers", Min: 2, Max: 3}, {Name: "items", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "if len(ch)>0 {<-ch} two consumers", Kind: scenario.Bug, Sync: scenario.Channel, Code: "poll",
			Want: scenario.Verdict{Effect: scenario.Deadlock, EffectAt: 1},
			Why:  "Both see the item, and one of them waits for another.",
			Body: polls(poll)},

		{Name: "select default", Kind: scenario.Fix, Sync: scenario.Channel, Code: "pollSelect",
			Why:  "Select receives what it has seen.",
			Body: polls(pollSelect)},
	},
}

// polls has consumers that each poll as often as there are items.
func polls(poll func(<-chan int) (int, bool)) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		n := w.Int("items")
		items := make(chan int, n)
		for i := range n {
			items <- i
		}
		taken := make([]int, w.Int("consumers"))
		var wg sync.WaitGroup
		for c := range taken {
			wg.Go(func() {
				for range n {
					if _, ok := poll(items); ok {
						taken[c]++
					}
				}
			})
		}
		wg.Wait()
		sum := 0
		for _, k := range taken {
			sum += k
		}
		if sum != n {
			t.Errorf("%d of %d items were taken", sum, n)
		}
	}
}
