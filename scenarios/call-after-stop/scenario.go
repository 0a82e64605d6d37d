package callafterstop

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var stuck = scenario.Verdict{Effect: scenario.Deadlock}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "call-after-stop",
	Title:    "Request to an owner goroutine that has exited",
	Class:    "communication deadlock / leak",
	Priority: 0,
	Level:    2,
	Property: "every call returns, with the status or the error that says that the node has stopped",
	Params:   []scenario.Param{{Name: "callers", Min: 1, Max: 3}, {Name: "calls", Min: 1, Max: 2}},
	Scale:    scenario.Scale{Goroutines: "callers", Operations: "calls"},
	Variants: []scenario.Variant{
		{Name: "Status() sends to a loop that may have exited (etcd#6857)", Kind: scenario.Bug, Sync: scenario.Channel, Code: "node plainNode newPlainNode", Want: stuck,
			Why:  "After the owner has ended nobody receives the request.",
			Body: calls(func() node { return newPlainNode() })},

		{Name: "select {req<-r / <-done}", Kind: scenario.Fix, Sync: scenario.Channel, Code: "node plainNode newPlainNode selectNode",
			Why:  "The request is received by an owner that will answer it, or the caller sees that there is none.",
			Body: calls(func() node { return selectNode{newPlainNode()} })},

		{Name: "check an atomic stopped flag, then send", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "node plainNode newPlainNode flagNode", Want: stuck,
			Why:  "The owner may stop after the look at the flag, also while the caller waits to be heard.",
			Body: calls(func() node { return &flagNode{plainNode: newPlainNode()} })},
	},
}

// calls asks for the status while the node is stopped.
func calls(newNode func() node) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		n := newNode()
		var wg sync.WaitGroup
		for range w.Int("callers") {
			wg.Go(func() {
				for range w.Int("calls") {
					if status, err := n.Status(); status != 1 && err != errStopped {
						t.Errorf("Status = %d, %v, want 1 or %v", status, err, errStopped)
					}
				}
			})
		}
		wg.Go(n.Stop)
		wg.Wait()
	}
}
