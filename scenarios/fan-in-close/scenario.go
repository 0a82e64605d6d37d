package faninclose

import (
	"slices"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var stuck = scenario.Verdict{Effect: scenario.Deadlock}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "fan-in-close",
	Title:    "Fan-in: who closes the results channel?",
	Class:    "communication deadlock / panic",
	Priority: 0,
	Level:    2,
	Property: "every result is received once, and range ends",
	Params:   []scenario.Param{{Name: "workers", Min: 2, Max: 4}},
	Variants: []scenario.Variant{
		{Name: "range over results never closed", Kind: scenario.Bug, Sync: scenario.Channel, Code: "worker collect", Want: stuck,
			Why:  "After the last result the collector waits for one more.",
			Body: collects(collect)},

		{Name: "same, buffer = #workers", Kind: scenario.Fix, Sync: scenario.WaitGroup, Code: "worker collectBuffered",
			Why:  "No worker needs a receiver, so that all end before the channel is closed and read.",
			Body: collects(collectBuffered)},
		{Name: "closer goroutine: wg.Wait; close", Kind: scenario.Fix, Sync: scenario.WaitGroup, Code: "worker collectClosed",
			Why:  "One goroutine closes, after all sends, while the collector receives.",
			Body: collects(collectClosed)},

		{Name: "wg.Wait then close then range, unbuffered", Kind: scenario.Wrong, Sync: scenario.WaitGroup, Code: "worker collectJoined", Want: stuck,
			Why:  "The workers wait for a receiver, and the receiver waits for the workers.",
			Body: collects(collectJoined)},
		{Name: "each worker closes", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "worker collectEachCloses",
			Want: scenario.Verdict{Race: true, Effect: scenario.Panic},
			Why:  "The first to close ends the range too early, and the others send on a closed channel or close it again; the detector reports a send and a close that nothing orders.",
			Body: collects(collectEachCloses)},
	},
}

// collects has workers whose results are their numbers.
func collects(collect func([]worker) []int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		var workers []worker
		var want []int
		for i := range w.Int("workers") {
			workers = append(workers, func() int { return i })
			want = append(want, i)
		}
		got := collect(workers)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("the results are %v, want %v", got, want)
		}
	}
}
