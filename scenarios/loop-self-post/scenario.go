package loopselfpost

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "loop-self-post",
	Title:    "Event loop posts to its own full queue",
	Class:    "communication deadlock",
	Priority: 1,
	Level:    3,
	Property: "the loop handles all events and all that they post",
	Params:   []scenario.Param{{Name: "events", Min: 1, Max: 3}, {Name: "posts", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "handler sends to own unbuffered queue", Kind: scenario.Bug, Sync: scenario.Channel, Code: "loop newLoop",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "The loop waits for a receiver, and it is the only one.",
			Body: handles(newLoop)},

		{Name: "queue with spare capacity", Kind: scenario.Fix, Sync: scenario.Channel, Code: "loop newRoomyLoop",
			Why:  "There is room for every event that is under way, so that no post waits.",
			Body: handles(newRoomyLoop)},
	},
}

// handles posts events of which each posts one more, so many times.
func handles(newLoop func(events int) *loop) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		events, posts := w.Int("events"), w.Int("posts")
		l := newLoop(events)
		var wg sync.WaitGroup
		wg.Go(func() { l.run(events * (posts + 1)) })
		for range events {
			l.queue <- posts
		}
		wg.Wait()
		if len(l.queue) != 0 {
			t.Errorf("%d events are left in the queue", len(l.queue))
		}
	}
}
