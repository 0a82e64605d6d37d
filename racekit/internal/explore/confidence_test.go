package explore

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

func TestConfidence(t *testing.T) {
	var c tally
	pct := func(d int) sched.Config { return sched.Config{Kind: sched.PCT, Depth: d, Steps: 10} }
	for i, cfg := range []sched.Config{{Kind: sched.RandomWalk}, pct(1), pct(1), pct(2), pct(3), {Kind: sched.PCT}} {
		c.add(uint64(i/2), 4, cfg) // each twice
	}
	c.add(7, 2, pct(2))
	c.add(8, 2, sched.Config{Kind: sched.URW})
	if c.Sampled != 8 || c.Once != 2 || c.Unseen() != 0.25 || c.Tasks != 4 || c.Steps != 10 {
		t.Errorf("%+v, want 2 of 8 seen once, 4 goroutines, 10 steps", c.Confidence)
	}
	// Two executions of depth 1 with 4 goroutines; of depth 2 one with 4, one with 2.
	for d, want := range []float64{1 - math.Pow(0.75, 2), 1 - (1-1/40.)*(1-1/20.)} {
		if math.Abs(c.Depth[d]-want) > 1e-9 {
			t.Errorf("a bug of depth %d is found with probability %v, want %v", d+1, c.Depth[d], want)
		}
	}
	var words []string
	for _, row := range c.Lines() {
		words = append(words, row[0]+": "+row[1])
	}
	want := []string{
		"remaining: the next schedule is new with probability 25.0% (Good-Turing estimate)",
		"depth 1: a bug that needs one ordering of two events is found with probability at least 43.7% (PCT, 4 goroutines)",
		"depth 2: a bug that needs two orderings is found with probability at least 7.3% (PCT, 4 goroutines, 10 steps)",
	}
	if !slices.Equal(words, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(words, "\n"), strings.Join(want, "\n"))
	}
	c.Void = "the test makes system calls"
	if got := c.Lines(); len(got) != 1 || got[0] != [2]string{"remaining", "not estimated: the test makes system calls"} {
		t.Errorf("outside of the model: %q", got)
	}
	if new(Confidence).Lines() != nil || new(Confidence).Unseen() != 1 {
		t.Error("something is known of nothing")
	}
}
