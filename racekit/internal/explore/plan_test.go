package explore

import (
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// planned returns the chunk of each index from 1 to n-1.
func planned(t interface{ Fatalf(string, ...any) }, n int, strategies []sched.Config) []chunk {
	var out []chunk
	for _, r := range rounds(1, n) {
		for _, c := range r.chunks(strategies, 7) {
			if c.begin != len(out)+1 || c.end <= c.begin || c.end > r.end {
				t.Fatalf("chunk %+v of round %+v comes after index %d", c, r, len(out))
			}
			for range c.end - c.begin {
				out = append(out, chunk{begin: c.begin, strategy: c.strategy, learn: c.learn})
			}
		}
	}
	if len(out) != max(n-1, 0) {
		t.Fatalf("%d indices are planned, want %d", len(out), n-1)
	}
	return out
}

func TestPlanDependsOnTheIndexAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 5000).Draw(t, "n")
		more := rapid.IntRange(0, 5000).Draw(t, "more")
		a, b := planned(t, n, Mix()), planned(t, n+more, Mix())
		if !slices.EqualFunc(a, b[:len(a)], func(x, y chunk) bool { return reflect.DeepEqual(x, y) }) {
			t.Fatalf("the plan of %d executions does not begin that of %d", n, n+more)
		}
	})
}

func TestPlanUsesEachStrategy(t *testing.T) {
	count := map[sched.Kind]int{}
	learning := 0
	for i, c := range planned(t, 1000, Mix()) {
		at := c.strategy.At(i + 1)
		count[at.Kind]++
		if c.learn {
			learning++
		}
		if at.Kind == sched.PCT && at.Steps != 7 {
			t.Fatalf("PCT has estimate %d, want that of the round", at.Steps)
		}
	}
	share := map[sched.Kind]int{sched.LIFO: 1, sched.URW: 300, sched.SURW: 350, sched.POS: 150, sched.PCT: 150, sched.RandomWalk: 50}
	for kind, want := range share {
		if got := count[kind]; got < want-5 || got > want+5 {
			t.Errorf("%d executions with strategy %d, want %d", got, kind, want)
		}
	}
	if len(count) != len(share) {
		t.Errorf("executions by strategy: %v", count)
	}
	if learning == 0 || learning > 200 {
		t.Errorf("%d of 1000 executions learn, want a few", learning)
	}
	own := []sched.Config{{Kind: sched.PCT, Depth: 2, Steps: 99}}
	for _, c := range planned(t, 100, own) {
		if c.strategy != own[0] {
			t.Fatalf("strategy %+v, want the one asked for", c.strategy)
		}
	}
}
