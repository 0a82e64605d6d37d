package refcount

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "refcount",
	Title:    "Reference count resurrection / use-after-free of a handle",
	Class:    "atomicity and order violation",
	Priority: 1,
	Level:    4,
	Property: "nobody uses the handle when it is closed, and it is closed once",
	Params:   []scenario.Param{{Name: "users", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "acquire=Add(1) unconditionally", Kind: scenario.Bug, Sync: scenario.Atomic, Code: "addHandle",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "If the last release comes first, the Add raises the count from zero.",
			Body: closes(func(closed func()) handle { return newAddHandle(closed) })},

		{Name: "CAS loop refusing 0", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "casHandle addHandle",
			Why:  "The count rises only from the very number that was not zero.",
			Body: closes(func(closed func()) handle { return &casHandle{newAddHandle(closed)} })},

		{Name: "if Load()>0 {Add(1)}", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "lookHandle addHandle",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Between the Load and the Add the last release closes it.",
			Body: closes(func(closed func()) handle { return &lookHandle{newAddHandle(closed)} })},
	},
}

// A handle begins with one reference. Acquire reports whether it may be used.
type handle interface {
	Acquire() bool
	Release()
}

// closes is the property.
func closes(newHandle func(closed func()) handle) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		var closed atomic.Int32
		h := newHandle(func() { closed.Add(1) })
		var wg sync.WaitGroup
		wg.Go(h.Release)
		for range w.Int("users") {
			wg.Go(func() {
				if !h.Acquire() {
					return
				}
				if closed.Load() > 0 {
					t.Errorf("a handle was acquired that is closed")
				}
				h.Release()
			})
		}
		wg.Wait()
		if n := closed.Load(); n != 1 {
			t.Errorf("the handle was closed %d times, want once", n)
		}
	}
}
