package getorcreate

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var twice = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "get-or-create",
	Title:    "Get-or-create cache / memoization stampede",
	Class:    "atomicity violation (duplicate work)",
	Priority: 0,
	Level:    3,
	Property: "a value is computed once for its key, and all callers get it",
	Params: []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}, {Name: "calls", Min: 1, Max: 2},
		{Name: "keys", Min: 1, Max: 2}, {Name: "payload", Max: 1000}},
	Scale: scenario.Scale{Goroutines: "goroutines", Operations: "calls"},
	Variants: []scenario.Variant{
		{Name: "lock;get;unlock;compute;lock;put;unlock", Kind: scenario.Bug, Sync: scenario.Mutex, Code: "stampedeCache", Want: twice,
			Why:  "Both miss before either puts.",
			Body: computes(func(f compute) cache { return &stampedeCache{compute: f, values: map[string]int{}} })},

		{Name: "hold lock across compute", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "lockedCache",
			Why:  "Who waits for the lock finds the value when he gets it.",
			Body: computes(func(f compute) cache { return &lockedCache{compute: f, values: map[string]int{}} })},
		{Name: "LoadOrStore(k,*entry{once}) then once.Do", Kind: scenario.Fix, Sync: scenario.Once, Code: "onceCache entry",
			Why:  "All get the same entry, and its Once computes once and lets the others wait.",
			Body: computes(func(f compute) cache { return &onceCache{compute: f} })},
		{Name: "singleflight + cache re-check inside flight", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "flightCache stampedeCache",
			Why:  "A flight that begins after another has landed finds what that one put.",
			Body: computes(func(f compute) cache { return &flightCache{stampedeCache: newStampedeCache(f)} })},

		{Name: "re-check only on PUT (keeps one value, still computes twice)", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "recheckPutCache stampedeCache", Want: twice,
			Why:  "When it checks again, it has computed already.",
			Body: computes(func(f compute) cache { return &recheckPutCache{newStampedeCache(f)} })},
		{Name: "sync.Map LoadOrStore(k, compute())", Kind: scenario.Wrong, Sync: scenario.SyncMap, Code: "eagerCache", Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "Arguments are computed before the call, by every caller.",
			Body: computes(func(f compute) cache { return &eagerCache{compute: f} })},
		{Name: "cache miss -> singleflight.Do(compute), cache filled after Do", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "lateFillCache stampedeCache", Want: twice,
			Why:  "Between the end of the flight and the put, another misses and starts a flight of his own.",
			Body: computes(func(f compute) cache { return &lateFillCache{stampedeCache: newStampedeCache(f)} })},
		{Name: "hold the lock across compute, and compute calls the cache again", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "lockedCache newRecursiveCache", Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "It waits for the lock that it holds.",
			Body: computes(func(f compute) cache { return newRecursiveCache(f) })},
	},
}

type compute = func(key string) int

// A cache computes the value of a key when it is first asked for it.
type cache interface{ Get(key string) int }

func newStampedeCache(f compute) stampedeCache {
	return stampedeCache{compute: f, values: map[string]int{}}
}

// computes is the property.
func computes(newCache func(compute) cache) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		runs := map[string]*atomic.Int32{}
		keys := make([]string, w.Int("keys"))
		for i := range keys {
			w.Fill("payload", i, &keys[i])
			runs[keys[i]] = new(atomic.Int32)
		}
		c := newCache(func(key string) int { return int(runs[key].Add(1)) })
		var wg sync.WaitGroup
		for range w.Int("goroutines") {
			wg.Go(func() {
				for range w.Int("calls") {
					for _, key := range keys {
						if got := c.Get(key); got != 1 {
							t.Errorf("got the value of computation %d of %s, want that of the first", got, key)
						}
					}
				}
			})
		}
		wg.Wait()
		for _, key := range keys {
			if n := runs[key].Load(); n != 1 {
				t.Errorf("%s was computed %d times, want once", key, n)
			}
		}
	}
}
