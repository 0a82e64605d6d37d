package seqlock

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "seqlock",
	Title:    "Seqlock in Go",
	Class:    "memory-model violation",
	Priority: 2,
	Level:    5,
	Property: "what a reader accepts was written as a whole, and the program has no data race",
	Params:   []scenario.Param{{Name: "readers", Min: 1, Max: 2}, {Name: "writes", Min: 1, Max: 2}},
	Variants: []scenario.Variant{
		{Name: "seq atomics, ATOMIC data words, retry", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "atomicPair",
			Why:  "A reader tries again if a write began or ended while it read.",
			Body: whole(func() pair { return &atomicPair{} })},

		{Name: "seq atomics, PLAIN data words, retry (values validate, but it is a data race by the Go memory model)", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "plainPair",
			Want: scenario.Verdict{Race: true},
			Why:  "The reader accesses the words while the writer may, whatever it does with them.",
			Body: whole(func() pair { return &plainPair{} })},
		{Name: "no odd check", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "evenPair atomicPair",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "A write that has begun and not ended leaves the number as it is.",
			Body: whole(func() pair { return &evenPair{} })},
	},
}

// A pair has one writer, who gives both parts the same value.
type pair interface {
	Write(v int64)
	Read() (a, b int64)
}

// whole is the property.
func whole(newPair func() pair) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		p := newPair()
		var wg sync.WaitGroup
		wg.Go(func() {
			for v := range w.Int("writes") {
				p.Write(int64(v + 1))
			}
		})
		for range w.Int("readers") {
			wg.Go(func() {
				if a, b := p.Read(); a != b {
					t.Errorf("read %d and %d", a, b)
				}
			})
		}
		wg.Wait()
	}
}
