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
	Params:   []scenario.Param{{Name: "pairs", Min: 2, Max: 3}, {Name: "items", Min: 1, Max: 3}, {Name: "payload", Max: 1000}},
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

// A parcel is an item, numbered by its producer from 0. The parcels of one
// producer have the same content.
type parcel struct {
	producer, number int
	content          content
}

type content struct {
	Label   string
	Weight  float64
	Fragile bool
}

// passes has pairs of a producer and a consumer at one buffer.
func passes(newBuffer func() buffer) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		pairs, items := w.Int("pairs"), w.Int("items")
		b := newBuffer()
		put, taken := make([][]parcel, pairs), make([][]parcel, pairs)
		for p := range put {
			var all content
			w.Fill("payload", p, &all)
			for i := range items {
				put[p] = append(put[p], parcel{p, i, all})
			}
		}
		var wg sync.WaitGroup
		for p := range pairs {
			wg.Go(func() {
				for range items {
					taken[p] = append(taken[p], b.Take())
				}
			})
			wg.Go(func() {
				for _, item := range put[p] {
					b.Put(item)
				}
			})
		}
		wg.Wait()
		byNumber := func(a, b parcel) int { return a.number - b.number }
		for p := range pairs {
			var all []parcel
			for _, got := range taken {
				of := slices.DeleteFunc(slices.Clone(got), func(item parcel) bool { return item.producer != p })
				if !slices.IsSortedFunc(of, byNumber) {
					t.Errorf("items of producer %d were taken out of order: %v", p, of)
				}
				all = append(all, of...)
			}
			slices.SortFunc(all, byNumber)
			if !slices.Equal(all, put[p]) {
				t.Errorf("producer %d put %v, and these were taken: %v", p, put[p], all)
			}
		}
	}
}
