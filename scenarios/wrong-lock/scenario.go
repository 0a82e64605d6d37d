package wronglock

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "wrong-lock",
	Title:    "Wrong / copied / inconsistent lock",
	Class:    "data race (lock identity)",
	Priority: 0,
	Level:    2,
	Property: "every access holds the one lock of its instance, so no update is lost, and instances do not wait for each other",
	Params:   []scenario.Param{{Name: "writers", Min: 1, Max: 3}, {Name: "additions", Min: 1, Max: 2}},
	Scale:    scenario.Scale{Goroutines: "writers", Operations: "additions"},
	Variants: []scenario.Variant{
		{Name: "writer holds A, reader holds B", Kind: scenario.Bug, Sync: scenario.Mutex, Code: "twoLockCounter",
			Want: scenario.Verdict{Race: true},
			Why:  "Two locks exclude nobody from each other; the writers among themselves are in order.",
			Body: counts(func() counter { return &twoLockCounter{} })},

		{Name: "one mutex, pointer receiver, lock next to the data", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "ownLockCounter",
			Why:  "All who access the data of an instance take its lock, and no other.",
			Body: both(func() counter { return &ownLockCounter{} })},

		{Name: "value receiver copies the mutex", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "copiedLockCounter",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Each call locks a copy of its own.",
			Body: counts(func() counter { return &copiedLockCounter[sync.Mutex, *sync.Mutex]{n: new(int)} })},
		{Name: "package-global mutex for per-instance data", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "globalLockCounter global",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "It is safe and serialises all instances: two of them are never in use at once.",
			Body: overlaps(func() counter { return &globalLockCounter{} })},
	},
}

// A counter counts, and calls f while it does.
type counter interface {
	Add(f func())
	Count() int
}

// counts is the property of one instance.
func counts(newCounter func() counter) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		c, writers, additions := newCounter(), w.Int("writers")+1, w.Int("additions")
		var wg sync.WaitGroup
		for range writers {
			wg.Go(func() {
				for range additions {
					c.Add(func() {})
				}
				if got := c.Count(); got < additions {
					t.Errorf("counted %d, after %d additions of one's own", got, additions)
				}
			})
		}
		wg.Wait()
		if got, want := c.Count(), writers*additions; got != want {
			t.Errorf("counted %d, want %d", got, want)
		}
	}
}

// overlaps is the property of several instances: two can be in use at once, so
// that it is a deadlock if neither gets on without the other.
func overlaps(newCounter func() counter) func(*testing.T, scenario.Workload) {
	return func(*testing.T, scenario.Workload) {
		meet := make(chan struct{})
		var wg sync.WaitGroup
		wg.Go(func() { newCounter().Add(func() { meet <- struct{}{} }) })
		wg.Go(func() { newCounter().Add(func() { <-meet }) })
		wg.Wait()
	}
}

func both(newCounter func() counter) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		counts(newCounter)(t, w)
		overlaps(newCounter)(t, w)
	}
}
