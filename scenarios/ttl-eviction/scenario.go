package ttleviction

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "ttl-eviction",
	Title:    "TTL eviction vs refresh",
	Class:    "check-then-act across two lock regions",
	Priority: 1,
	Level:    3,
	Property: "a session that was refreshed is not deleted",
	Params:   []scenario.Param{{Name: "deadline", Min: 1, Max: 10}, {Name: "later", Min: 0, Max: 10}},
	Variants: []scenario.Variant{
		{Name: "check expired, unlock, lock, delete", Kind: scenario.Bug, Sync: scenario.Mutex, Code: "twoSectionStore session",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Between the critical sections the session is refreshed.",
			Body: survives(func() store { return newTwoSectionStore() })},

		{Name: "check+delete in one critical section", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "oneSectionStore twoSectionStore",
			Why:  "What was found expired is still so when it is deleted.",
			Body: survives(func() store { return oneSectionStore{newTwoSectionStore()} })},
		{Name: "re-check under second lock", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "recheckStore twoSectionStore",
			Why:  "The check that counts is in the critical section of the delete.",
			Body: survives(func() store { return recheckStore{newTwoSectionStore()} })},
		{Name: "sync.Map.CompareAndDelete(k, oldEntry)", Kind: scenario.Fix, Sync: scenario.SyncMap, Code: "compareStore newCompareStore session",
			Why:  "It deletes only the very session that it found expired.",
			Body: survives(func() store { return newCompareStore() })},
	},
}

// A store has one session, last seen at time 0.
type store interface {
	Clean(deadline int)        // deletes the session if it was seen before the deadline
	Refresh(now int) (ok bool) // reports whether the session was there
	Alive() bool
}

// survives is the property.
func survives(newStore func() store) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		s, deadline := newStore(), w.Int("deadline")
		refreshed := false
		var wg sync.WaitGroup
		wg.Go(func() { s.Clean(deadline) })
		wg.Go(func() { refreshed = s.Refresh(deadline + w.Int("later")) })
		wg.Wait()
		if refreshed && !s.Alive() {
			t.Errorf("the session was refreshed, and deleted")
		}
	}
}
