package pubsub

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "pubsub",
	Title:    "Pub/sub: slow or leaving subscriber",
	Class:    "mixed deadlock / panic",
	Priority: 1,
	Level:    4,
	Property: "publishers and subscribers that leave all return, and nothing panics",
	Params:   []scenario.Param{{Name: "subscribers", Min: 1, Max: 3}, {Name: "messages", Min: 1, Max: 2}},
	Variants: []scenario.Variant{
		{Name: "broadcast holding lock, blocking send", Kind: scenario.Bug, Sync: scenario.Mutex, Code: "broker subscriber list lockedBroker",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "The publisher waits for a subscriber that waits for the publisher's lock.",
			Body: leaves(func() broker { return &lockedBroker{} })},

		{Name: "snapshot under lock; send with per-sub done", Kind: scenario.Fix, Sync: scenario.Channel, Code: "broker subscriber list leavingBroker",
			Why:  "No lock is held during a send, and a send to who has left ends.",
			Body: leaves(func() broker { return &leavingBroker{} })},
		{Name: "non-blocking send (lossy by design)", Kind: scenario.Fix, Sync: scenario.Channel, Code: "broker subscriber list lossyBroker",
			Why:  "The publisher waits for nobody.",
			Body: leaves(func() broker { return &lossyBroker{} })},

		{Name: "snapshot; Unsubscribe closes the channel", Kind: scenario.Wrong, Sync: scenario.Copy, Code: "broker subscriber list closingBroker",
			Want: scenario.Verdict{Race: true, Effect: scenario.Panic},
			Why:  "The publisher still has the subscriber in its copy, and sends on the closed channel; the detector reports the send and the close.",
			Body: leaves(func() broker { return &closingBroker{} })},
	},
}

// leaves publishes to subscribers that leave without having received.
func leaves(newBroker func() broker) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		b := newBroker()
		var wg sync.WaitGroup
		for range w.Int("subscribers") {
			s := b.Subscribe()
			wg.Go(func() { b.Unsubscribe(s) })
		}
		wg.Go(func() {
			for m := range w.Int("messages") {
				b.Publish(m)
			}
		})
		wg.Wait()
	}
}
