package tornread

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "torn-read",
	Title:    "Torn read of a multi-word value (struct, interface, slice header)",
	Class:    "data race and multi-variable atomicity violation",
	Priority: 0,
	Level:    2,
	Property: "every reader gets a value that was written as a whole",
	Params:   []scenario.Param{{Name: "readers", Min: 1, Max: 3}, {Name: "writes", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "plain struct/interface assign", Kind: scenario.Bug, Sync: scenario.None, Code: "plainStore",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "The words are written one by one, and nothing orders the reader with the writer.",
			Body: whole(func() store { return &plainStore{} })},

		{Name: "atomic.Pointer/atomic.Value to immutable struct", Kind: scenario.Fix, Sync: scenario.Copy, Code: "pointerStore",
			Why: "A pointer is one word, and what it points to is complete and stays as it is.",
			Body: whole(func() store {
				s := &pointerStore{}
				s.now.Store(&config{})
				return s
			})},

		{Name: "one atomic per field", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "fieldsStore",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Each field is whole, and between two fields the other side gets in.",
			Body: whole(func() store { return &fieldsStore{} })},
		{Name: "atomic.Pointer but pointee mutated in place", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "inPlaceStore",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "The pointer is atomic, the fields behind it are not.",
			Body: whole(func() store {
				s := &inPlaceStore{}
				s.now.Store(&config{})
				return s
			})},
		{Name: "atomic.Value storing different concrete types", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "valueStore defaults newValueStore",
			Want: scenario.Verdict{Effect: scenario.Panic},
			Why:  "Store panics: all values in an atomic.Value have the type of the first.",
			Body: whole(func() store { return newValueStore() })},
	},
}

// A config is whole if host and port have the same number.
type config struct{ host, port int }

// A store has one writer. It begins with the config of number 0.
type store interface {
	Set(config)
	Get() config
}

// whole is the property.
func whole(newStore func() store) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		s := newStore()
		var wg sync.WaitGroup
		wg.Go(func() {
			for n := range w.Int("writes") {
				s.Set(config{n + 1, n + 1})
			}
		})
		for range w.Int("readers") {
			wg.Go(func() {
				if c := s.Get(); c.host != c.port {
					t.Errorf("read the host of config %d with the port of config %d", c.host, c.port)
				}
			})
		}
		wg.Wait()
	}
}
