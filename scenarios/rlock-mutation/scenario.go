package rlockmutation

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "rlock-mutation",
	Title:    "Mutation under RLock (LRU touch, hit counter)",
	Class:    "data race",
	Priority: 0,
	Level:    1,
	Property: "every hit is counted",
	Params:   []scenario.Param{{Name: "readers", Min: 2, Max: 4}, {Name: "reads", Min: 1, Max: 2}},
	Scale:    scenario.Scale{Goroutines: "readers", Operations: "reads"},
	Variants: []scenario.Variant{
		{Name: "RLock; hits++", Kind: scenario.Bug, Sync: scenario.RWMutex, Code: "plainHitsCache",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Readers do not exclude each other, and each reader writes.",
			Body: counts(func() cache { return &plainHitsCache{values: values()} })},

		{Name: "RLock; atomic hits.Add", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "atomicHitsCache",
			Why:  "What readers share and change is atomic.",
			Body: counts(func() cache { return &atomicHitsCache{values: values()} })},
		{Name: "Lock() for the touching read", Kind: scenario.Fix, Sync: scenario.RWMutex, Code: "lockedHitsCache plainHitsCache",
			Why:  "Who writes is alone, whatever the method is called.",
			Body: counts(func() cache { return &lockedHitsCache{plainHitsCache{values: values()}} })},
	},
}

// A cache counts how often it was asked.
type cache interface {
	Get(key string) string
	Hits() int
}

func values() map[string]string { return map[string]string{"key": "value"} }

// counts is the property.
func counts(newCache func() cache) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		c, readers, reads := newCache(), w.Int("readers"), w.Int("reads")
		var wg sync.WaitGroup
		for range readers {
			wg.Go(func() {
				for range reads {
					if got := c.Get("key"); got != "value" {
						t.Errorf("got %q", got)
					}
				}
			})
		}
		wg.Wait()
		if got, want := c.Hits(), readers*reads; got != want {
			t.Errorf("%d hits were counted, want %d", got, want)
		}
	}
}
