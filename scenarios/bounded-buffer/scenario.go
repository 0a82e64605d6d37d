package boundedbuffer

import (
	"slices"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "bounded-buffer",
	Title:    "Bounded buffer (producer–consumer)",
	Class:    "communication deadlock",
	Priority: 1,
	Level:    3,
	Property: "every item is taken once, those of one producer in order, and all finish",
	Params:   []scenario.Param{{Name: "pairs", Min: 2, Max: 3}, {Name: "items", Min: 1, Max: 3}},
	Scale:    scenario.Scale{Goroutines: "pairs", Operations: "items"},
	Variants: []scenario.Variant{
		{Name: "one cond + Broadcast", Kind: scenario.Fix, Sync: scenario.Cond, Code: "buffer broadcastBuffer newBroadcastBuffer",
			Why:  "All look, so that who can go on is among them.",
			Body: passes(func() buffer { return newBroadcastBuffer() })},
		{Name: "two conds + Signal", Kind: scenario.Fix, Sync: scenario.Cond, Code: "buffer twoCondBuffer newTwoCondBuffer",
			Why:  "The one that is woken waits for just what has happened.",
			Body: passes(func() buffer { return newTwoCondBuffer() })},
		{Name: "buffered channel cap 1", Kind: scenario.Fix, Sync: scenario.Channel, Code: "buffer chanBuffer newChanBuffer",
			Why:  "A channel keeps senders and receivers in queues of their own.",
			Body: passes(func() buffer { return newChanBuffer() })},

		{Name: "one cond + Signal (wakes wrong kind)", Kind: scenario.Wrong, Sync: scenario.Cond, Code: "buffer signalBuffer newSignalBuffer",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "A consumer that empties the buffer may wake the other consumer instead of the producer that waits.",
			Body: passes(func() buffer { return newSignalBuffer() })},
	},
}

// passes has pairs of a producer and a consumer at one buffer. An item is the
// number of its producer times a million and its own.
func passes(newBuffer func() buffer) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		pairs, items := w.Int("pairs"), w.Int("items")
		b := newBuffer()
		taken := make([][]int, pairs)
		var wg sync.WaitGroup
		for p := range pairs {
			wg.Go(func() {
				for range items {
					taken[p] = append(taken[p], b.Take())
				}
			})
			wg.Go(func() {
				for i := range items {
					b.Put(1_000_000*p + i)
				}
			})
		}
		wg.Wait()
		for p := range pairs {
			for _, got := range taken {
				of := slices.DeleteFunc(slices.Clone(got), func(item int) bool { return item/1_000_000 != p })
				if !slices.IsSorted(of) {
					t.Errorf("items of producer %d were taken out of order: %v", p, of)
				}
			}
		}
		all := slices.Concat(taken...)
		slices.Sort(all)
		if len(slices.Compact(all)) != pairs*items {
			t.Errorf("of %d items these were taken: %v", pairs*items, taken)
		}
	}
}
