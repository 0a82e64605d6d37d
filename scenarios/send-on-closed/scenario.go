package sendonclosed

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// The detector reports a send and a close of one channel that nothing orders.
var panics = scenario.Verdict{Race: true, Effect: scenario.Panic}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "send-on-closed",
	Title:    "Send on closed channel",
	Class:    "misuse panic (order violation)",
	Priority: 0,
	Level:    2,
	Property: "nothing panics, and every message that was accepted is delivered",
	Params:   []scenario.Param{{Name: "producers", Min: 1, Max: 3}, {Name: "messages", Min: 1, Max: 3}},
	Scale:    scenario.Scale{Goroutines: "producers", Operations: "messages"},
	Variants: []scenario.Variant{
		{Name: "Close() while producer sends", Kind: scenario.Bug, Sync: scenario.Channel, Code: "stream plainStream newPlainStream", Want: panics,
			Why:  "A producer that comes after the close sends on a closed channel.",
			Body: delivers(newPlainStream)},

		{Name: "signal done chan; never close data chan", Kind: scenario.Fix, Sync: scenario.Channel, Code: "stream doneStream newDoneStream",
			Why:  "There is nothing to panic on: both sides learn of the end from a channel that nobody sends on.",
			Body: delivers(newDoneStream)},
		{Name: "RWMutex: send under RLock, close under Lock (buffered)", Kind: scenario.Fix, Sync: scenario.RWMutex, Code: "stream plainStream lockedStream newLockedStream",
			Why:  "The channel is open as long as a sender holds the read lock.",
			Body: delivers(newLockedStream)},
		{Name: "wg.Wait for producers then close", Kind: scenario.Fix, Sync: scenario.WaitGroup, Code: "stream plainStream joinedStream newJoinedStream",
			Why:  "When the channel is closed there is nobody left to send.",
			Body: delivers(newJoinedStream)},

		{Name: "sync.Once around close (still send-after-close)", Kind: scenario.Wrong, Sync: scenario.Once, Code: "stream plainStream onceStream newOnceStream", Want: panics,
			Why:  "Closing once is once too often for a producer that comes later.",
			Body: delivers(newOnceStream)},
		{Name: "atomic closed flag checked before send", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "stream plainStream flagStream newFlagStream",
			Want: scenario.Verdict{Race: true, Effect: scenario.Panic, EffectAt: 1},
			Why:  "The close fits between a producer's look at the flag and its send.",
			Body: delivers(newFlagStream)},
	},
}

// delivers closes a stream while producers send, and compares what they were
// told with what arrives.
func delivers(newStream func(producers *sync.WaitGroup) stream) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		accepted := make([]int, w.Int("producers"))
		delivered := 0
		var producers, others sync.WaitGroup
		s := newStream(&producers)
		for p := range accepted {
			producers.Go(func() {
				for m := range w.Int("messages") {
					if s.Send(m) {
						accepted[p]++
					}
				}
			})
		}
		others.Go(func() {
			for _, ok := s.Receive(); ok; _, ok = s.Receive() {
				delivered++
			}
		})
		others.Go(s.Close)
		producers.Wait()
		others.Wait()
		sum := 0
		for _, n := range accepted {
			sum += n
		}
		if delivered != sum {
			t.Errorf("%d messages were accepted and %d were delivered", sum, delivered)
		}
	}
}
