package sliceappend

import (
	"slices"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var lost = scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "slice-append",
	Title:    "Concurrent append / slice header aliasing",
	Class:    "data race and lost update",
	Priority: 0,
	Level:    1,
	Property: "all elements are there, and none is overwritten",
	Params:   []scenario.Param{{Name: "elements", Min: 2, Max: 5}},
	Variants: []scenario.Variant{
		{Name: "s=append(s,v) shared", Kind: scenario.Bug, Sync: scenario.None, Code: "plainList", Want: lost,
			Why:  "Both append to the same header, and one result is dropped.",
			Body: collects(func(int) list { return &plainList{} })},

		{Name: "mutex", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "mutexList",
			Why:  "Header and element change in one critical section.",
			Body: collects(func(int) list { return &mutexList{} })},
		{Name: "res[i]=v distinct indexes, preallocated", Kind: scenario.Fix, Sync: scenario.Confinement, Code: "indexList",
			Why:  "Elements are variables of their own, and nobody changes the header.",
			Body: collects(func(n int) list { return make(indexList, n) })},
		{Name: "collect via channel", Kind: scenario.Fix, Sync: scenario.Channel, Code: "chanList",
			Why:  "One goroutine appends what the others send.",
			Body: collects(func(n int) list { return make(chanList, n) })},
		{Name: "atomic index reserve, read after join", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "reserveList",
			Why:  "Each Add gives another index, and the join orders the elements before the read.",
			Body: collects(func(n int) list { return &reserveList{values: make([]int, n)} })},

		{Name: "preallocate make([]T,0,n), then append concurrently", Kind: scenario.Wrong, Sync: scenario.None, Code: "plainList newRoomyList", Want: lost,
			Why:  "There is room for both elements, and both are put into the same place.",
			Body: collects(func(n int) list { return newRoomyList(n) })},
		{Name: "atomic index reserve + unsynchronised reader during", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "reserveList", Want: scenario.Verdict{Race: true},
			Why:  "The index is published before the element is written.",
			Body: watched(func(n int) list { return &reserveList{values: make([]int, n)} })},
		{Name: "mutex inside, slice header passed by value to goroutine (Uber Listing 5)", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "collectByValue", Want: scenario.Verdict{Race: true},
			Why:  "The header is copied for the call without the mutex, while those who were started append.",
			Body: byValue},
	},
}

// A list collects a value from each of several goroutines.
type list interface {
	Put(i, v int)
	Values() []int
}

// collects is the property.
func collects(newList func(n int) list) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		n := w.Int("elements")
		l := newList(n)
		putAll(l, n)
		complete(t, l.Values(), n)
	}
}

// watched is the property while somebody reads what is there.
func watched(newList func(n int) list) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		n := w.Int("elements")
		l := newList(n)
		var watcher sync.WaitGroup
		watcher.Go(func() {
			for _, v := range l.Values() {
				if v < 0 || v > n {
					t.Errorf("read %d, which nobody put", v)
				}
			}
		})
		putAll(l, n)
		watcher.Wait()
		complete(t, l.Values(), n)
	}
}

func byValue(t *testing.T, w scenario.Workload) {
	n := w.Int("elements")
	complete(t, collectByValue(n, func([]int) {}), n)
}

func putAll(l list, n int) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { l.Put(i, i) })
	}
	wg.Wait()
}

// complete reports what misses of the values below n.
func complete(t *testing.T, got []int, n int) {
	t.Helper()
	for v := range n {
		if !slices.Contains(got, v) {
			t.Errorf("%d is missing in %v", v, got)
		}
	}
}
