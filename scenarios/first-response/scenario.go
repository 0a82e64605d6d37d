package firstresponse

import (
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var leak = scenario.Verdict{Effect: scenario.Leak}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "first-response",
	Title:    "First-response-wins: abandoned senders",
	Class:    "goroutine leak (partial deadlock)",
	Priority: 0,
	Level:    2,
	Property: "an answer is returned, and no goroutine is left that waits for ever",
	Params:   []scenario.Param{{Name: "replicas", Min: 3, Max: 5}},
	Variants: []scenario.Variant{
		{Name: "unbuffered, take one", Kind: scenario.Bug, Sync: scenario.Channel, Code: "replica first", Want: leak,
			Why:  "One answer is received, and the others are sent to nobody.",
			Body: answers(first)},

		{Name: "buffer = n-1", Kind: scenario.Fix, Sync: scenario.Channel, Code: "replica firstBuffered",
			Why:  "One answer is received and there is room for all others.",
			Body: answers(firstBuffered)},
		{Name: "select send/done, close(done)", Kind: scenario.Fix, Sync: scenario.Channel, Code: "replica firstDone",
			Why:  "Who comes late sees that nobody listens any more.",
			Body: answers(firstDone)},
		{Name: "buffer 1 + non-blocking send", Kind: scenario.Fix, Sync: scenario.Channel, Code: "replica firstKept",
			Why:  "The first answer always has room, and later ones may be dropped.",
			Body: answers(firstKept)},

		{Name: "buffer 1 with 3 replicas", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "replica firstOfOne", Want: leak,
			Why:  "One is received, one stays in the buffer, and the third has no room.",
			Body: answers(firstOfOne)},
		{Name: "unbuffered + non-blocking send (all may drop)", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "replica firstIfAsked",
			Want: scenario.Verdict{Effect: scenario.Deadlock, EffectAt: 1},
			Why:  "All replicas may answer before the caller receives, and all drop what they have.",
			Body: answers(firstIfAsked)},
	},
}

// answers asks replicas that answer with their number.
func answers(first func([]replica) int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		n := w.Int("replicas")
		var replicas []replica
		for i := range n {
			replicas = append(replicas, func() int { return i })
		}
		if got := first(replicas); got < 0 || got >= n {
			t.Errorf("the answer is %d, want one of 0 to %d", got, n-1)
		}
	}
}
