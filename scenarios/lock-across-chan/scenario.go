package lockacrosschan

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "lock-across-chan",
	Title:    "Channel operation inside a critical section",
	Class:    "mixed deadlock",
	Priority: 0,
	Level:    3,
	Property: "all events are delivered in order, and both sides finish",
	Params:   []scenario.Param{{Name: "events", Min: 2, Max: 6}},
	Variants: []scenario.Variant{
		{
			Name: "send while holding mu; receiver needs mu",
			Kind: scenario.Bug, Sync: scenario.Channel, Code: "feed publish",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "The producer keeps the lock until somebody receives, and the consumer locks before it receives.",
			Body: check(publish, func(int) int { return 0 }),
		},
		{
			Name: "send after Unlock",
			Kind: scenario.Fix, Sync: scenario.Order, Code: "feed publishAfter",
			Why:  "The producer holds nothing while it waits for the consumer.",
			Body: check(publishAfter, func(int) int { return 0 }),
		},
		{
			Name: "buffer >= total messages",
			Kind: scenario.Fix, Sync: scenario.Channel, Code: "feed newFeed publish",
			Why:  "A send that always finds room does not wait.",
			Body: check(publish, func(events int) int { return events }),
		},
		{
			Name: "buffer 1 (2 messages)",
			Kind: scenario.Wrong, Sync: scenario.Channel, Code: "feed newFeed publish",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "The first event fills the buffer and the second waits with the lock held.",
			Body: check(publish, func(int) int { return 1 }),
		},
		{
			Name: "select default (non-blocking send): no deadlock but drops",
			Kind: scenario.Wrong, Sync: scenario.Channel, Code: "feed publishOrDrop",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "An event for which the consumer is not ready at that moment is lost.",
			Body: check(publishOrDrop, func(int) int { return 0 }),
		},
	},
}

// check publishes events to a consumer and compares what arrives.
func check(publish func(f *feed, event int), buffer func(events int) int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		n := w.Int("events")
		f := newFeed(buffer(n))
		var got []int
		var wg sync.WaitGroup
		wg.Go(func() {
			for e, ok := f.next(); ok; e, ok = f.next() {
				got = append(got, e)
			}
		})
		for e := range n {
			publish(f, e)
		}
		close(f.events)
		wg.Wait()
		for e := range n {
			if e >= len(got) || got[e] != e {
				t.Errorf("of %d events the consumer got %v", n, got)
				break
			}
		}
	}
}
