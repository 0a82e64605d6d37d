package generatorleak

import (
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var leak = scenario.Verdict{Effect: scenario.Leak}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "generator-leak",
	Title:    "Generator / pipeline: consumer stops early",
	Class:    "goroutine leak",
	Priority: 0,
	Level:    2,
	Property: "the first match is returned, and the producer ends when its consumer leaves",
	Params:   []scenario.Param{{Name: "before", Min: 0, Max: 3}, {Name: "after", Min: 2, Max: 4}},
	Variants: []scenario.Variant{
		{Name: "consumer breaks out of range", Kind: scenario.Bug, Sync: scenario.Channel, Code: "find", Want: leak,
			Why:  "The next value is sent to nobody.",
			Body: finds(find)},

		{Name: "done channel / ctx in select", Kind: scenario.Fix, Sync: scenario.Channel, Code: "findDone",
			Why:  "The producer waits for the consumer or for its leave.",
			Body: finds(findDone)},
		{Name: "drain the rest", Kind: scenario.Fix, Sync: scenario.Channel, Code: "findDrained",
			Why:  "Every value is received; the price is that all are made.",
			Body: finds(findDrained)},
		{Name: "iter.Seq (no goroutine)", Kind: scenario.Fix, Sync: scenario.Confinement, Code: "findSeq numbers",
			Why:  "There is no goroutine to leak, and yield returns false when the consumer leaves.",
			Body: finds(findSeq)},

		{Name: "buffer 1", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "findBuffered", Want: leak,
			Why:  "One value fits, and the one after it waits for ever.",
			Body: finds(findBuffered)},
	},
}

// finds looks for a number with others before and after it.
func finds(find func(limit int, match func(int) bool) int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		want := w.Int("before")
		limit := want + 1 + w.Int("after")
		if got := find(limit, func(n int) bool { return n == want }); got != want {
			t.Errorf("found %d among %d numbers, want %d", got, limit, want)
		}
	}
}
