package handrolledlock

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "hand-rolled-lock",
	Title:    "Hand-rolled spinlock / Peterson",
	Class:    "mutual exclusion violation",
	Priority: 2,
	Level:    4,
	Property: "at most one goroutine is in the critical section",
	Params:   []scenario.Param{{Name: "entries", Min: 1, Max: 2}},
	Variants: []scenario.Variant{
		{Name: "for locked.Load(){}; locked.Store(true)", Kind: scenario.Bug, Sync: scenario.Atomic, Code: "lookLock",
			Want: scenario.Verdict{Race: true, RaceAt: 1, Effect: scenario.Invariant, EffectAt: 2},
			Why:  "Both find it free before either takes it, and a Store orders nobody after the other.",
			Body: guards(func() lock { return &lookLock{} })},

		{Name: "CAS(false,true) loop / Store(false)", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "casLock",
			Why:  "One step finds it free and takes it.",
			Body: guards(func() lock { return &casLock{} })},
		{Name: "atomics, flag then turn", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "petersonLock",
			Why:  "Who comes last gives way to whoever has said that he wants to enter.",
			Body: excludes(func() lock { return &petersonLock{} })},

		{Name: "turn then flag", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "turnFirstLock petersonLock",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 2},
			Why:  "He who has given way first and not said yet that he wants to enter is overlooked by the other.",
			Body: excludes(func() lock { return &turnFirstLock{} })},
	},
}

// A lock is for two goroutines, 0 and 1.
type lock interface {
	Lock(i int)
	Unlock(i int)
}

// excludes is the property.
func excludes(newLock func() lock) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		var inside atomic.Int32
		enter(newLock(), w.Int("entries"), func() {
			if n := inside.Add(1); n > 1 {
				t.Errorf("%d goroutines are in the critical section", n)
			}
			inside.Add(-1)
		})
	}
}

// guards is the property for what the critical section guards.
func guards(newLock func() lock) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		n, entries := 0, w.Int("entries")
		enter(newLock(), entries, func() { n++ })
		if n != 2*entries {
			t.Errorf("%d entries were counted in the critical section, want %d", n, 2*entries)
		}
	}
}

func enter(l lock, entries int, inside func()) {
	var wg sync.WaitGroup
	for i := range 2 {
		wg.Go(func() {
			for range entries {
				l.Lock(i)
				inside()
				l.Unlock(i)
			}
		})
	}
	wg.Wait()
}
