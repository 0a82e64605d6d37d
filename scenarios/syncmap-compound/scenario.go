package syncmapcompound

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var broken = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "syncmap-compound",
	Title:    "sync.Map compound operations (count, claim, snapshot)",
	Class:    "atomicity violation on a concurrent container",
	Priority: 0,
	Level:    2,
	Property: "counts are exact, each ticket is claimed once, a sum is one that was",
	Params:   []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}, {Name: "operations", Min: 1, Max: 2}, {Name: "payload", Max: 1000}},
	Scale:    scenario.Scale{Goroutines: "goroutines", Operations: "operations"},
	Variants: []scenario.Variant{
		{Name: "v:=Load; Store(v+1)", Kind: scenario.Bug, Sync: scenario.SyncMap, Code: "loadStoreHits", Want: broken,
			Why:  "Both load the same number and store the same successor.",
			Body: counts(func() hits { return &loadStoreHits{} })},
		{Name: "if Load ok {Delete; use} (claimed twice)", Kind: scenario.Bug, Sync: scenario.SyncMap, Code: "loadDeleteShelf", Want: broken,
			Why:  "Both find the ticket before either deletes it.",
			Body: claims(func() shelf { return &loadDeleteShelf{} })},
		{Name: "Range sum during transfer k1->k2", Kind: scenario.Bug, Sync: scenario.SyncMap, Code: "rangeSum move", Want: broken,
			Why:  "Range visits one key before the transfer and the other after it.",
			Body: sums},

		{Name: "CompareAndSwap loop", Kind: scenario.Fix, Sync: scenario.SyncMap, Code: "casHits",
			Why:  "It stores only if the number is still the one that it loaded.",
			Body: counts(func() hits { return &casHits{} })},
		{Name: "LoadOrStore(new(atomic.Int64)).Add(1)", Kind: scenario.Fix, Sync: scenario.SyncMap, Code: "atomicHits",
			Why:  "All get the same counter, and the counter is atomic.",
			Body: counts(func() hits { return &atomicHits{} })},
		{Name: "LoadAndDelete", Kind: scenario.Fix, Sync: scenario.SyncMap, Code: "loadAndDeleteShelf",
			Why:  "One step says whether the ticket was there, and only one caller hears that it was.",
			Body: claims(func() shelf { return &loadAndDeleteShelf{} })},

		{Name: "Load miss -> Store(new counter) -> Add", Kind: scenario.Wrong, Sync: scenario.SyncMap, Code: "loadMissHits", Want: broken,
			Why:  "Both miss, and the second Store throws away the counter of the first.",
			Body: counts(func() hits { return &loadMissHits{} })},
		{Name: "values are plain *int, n++ after Load", Kind: scenario.Wrong, Sync: scenario.SyncMap, Code: "plainPointerHits",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "The map orders the access to its entries, not what is done behind a pointer.",
			Body: counts(func() hits { return &plainPointerHits{} })},
	},
}

// A hits counts by key.
type hits interface {
	Add(key string)
	Count(key string) int
}

// A shelf has tickets, each for one.
type shelf interface {
	Put(ticket string)
	Claim(ticket string) bool
}

// counts is the property of counting.
func counts(newHits func() hits) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		h, goroutines, operations := newHits(), w.Int("goroutines"), w.Int("operations")
		var key string
		w.Fill("payload", 0, &key)
		each(goroutines, operations, func() { h.Add(key) })
		if got, want := h.Count(key), goroutines*operations; got != want {
			t.Errorf("counted %d, want %d", got, want)
		}
	}
}

// claims is the property of claiming.
func claims(newShelf func() shelf) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		s := newShelf()
		var ticket string
		w.Fill("payload", 0, &ticket)
		s.Put(ticket)
		var claimed atomic.Int32
		each(w.Int("goroutines"), w.Int("operations"), func() {
			if s.Claim(ticket) {
				claimed.Add(1)
			}
		})
		if n := claimed.Load(); n != 1 {
			t.Errorf("the ticket was claimed %d times, want once", n)
		}
	}
}

// sums is the property of adding up.
func sums(t *testing.T, w scenario.Workload) {
	var m sync.Map
	n := w.Int("operations")
	m.Store("a", n)
	m.Store("b", 0)
	var wg sync.WaitGroup
	wg.Go(func() {
		for range n {
			move(&m, "a", "b")
		}
	})
	wg.Go(func() {
		if got := rangeSum(&m); got != n {
			t.Errorf("the sum is %d, and was %d at all times", got, n)
		}
	})
	wg.Wait()
}

// each runs do in goroutines, so many times in each.
func each(goroutines, operations int, do func()) {
	var wg sync.WaitGroup
	for range goroutines {
		wg.Go(func() {
			for range operations {
				do()
			}
		})
	}
	wg.Wait()
}
