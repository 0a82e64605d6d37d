package edgenotify

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "edge-notify",
	Title:    "Edge-triggered notify channel (cap 1) with several waiters",
	Class:    "lost wakeup",
	Priority: 1,
	Level:    4,
	Property: "every waiter returns once the gate is open",
	Params:   []scenario.Param{{Name: "waiters", Min: 2, Max: 4}},
	Variants: []scenario.Variant{
		{Name: "cap-1 notify, two waiters", Kind: scenario.Bug, Sync: scenario.Channel, Code: "gate tokenGate newTokenGate",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "One waiter takes the token, and there is none for the other.",
			Body: opens(func() gate { return newTokenGate() })},

		{Name: "close(notify) broadcast", Kind: scenario.Fix, Sync: scenario.Channel, Code: "gate tokenGate newTokenGate closingGate",
			Why:  "From a closed channel everybody receives, for ever.",
			Body: opens(func() gate { return closingGate{newTokenGate()} })},
		{Name: "woken waiter passes the token on", Kind: scenario.Fix, Sync: scenario.Channel, Code: "gate tokenGate newTokenGate passingGate",
			Why:  "Each waiter that leaves wakes one more.",
			Body: opens(func() gate { return passingGate{newTokenGate()} })},
	},
}

// opens has goroutines wait at a gate that is opened once.
func opens(newGate func() gate) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		g := newGate()
		var wg sync.WaitGroup
		for range w.Int("waiters") {
			wg.Go(g.Wait)
		}
		wg.Go(g.Open)
		wg.Wait()
	}
}
