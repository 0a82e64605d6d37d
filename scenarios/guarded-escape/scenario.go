package guardedescape

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var racy = scenario.Verdict{Race: true}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "guarded-escape",
	Title:    "Guarded state escapes the lock (returned map/slice/pointer)",
	Class:    "data race by aliasing",
	Priority: 0,
	Level:    2,
	Property: "nobody touches the items without the lock",
	Params:   []scenario.Param{{Name: "writers", Min: 1, Max: 3}, {Name: "additions", Min: 1, Max: 2}},
	Scale:    scenario.Scale{Goroutines: "writers", Operations: "additions"},
	Variants: []scenario.Variant{
		{Name: "getter returns the internal map/slice under lock", Kind: scenario.Bug, Sync: scenario.Mutex, Code: "leakyStock total", Want: racy,
			Why:  "The caller reads the map after the getter has unlocked it.",
			Body: guards(func() stock { return &leakyStock{items: one()} })},

		{Name: "copy under lock", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "copyStock leakyStock",
			Why:  "What the caller reads is his own.",
			Body: guards(func() stock { return &copyStock{leakyStock{items: one()}} })},
		{Name: "immutable snapshot swapped via atomic.Pointer", Kind: scenario.Fix, Sync: scenario.Copy, Code: "snapshotStock newSnapshotStock",
			Why:  "A map that was stored is never written again.",
			Body: guards(func() stock { s := newSnapshotStock(); s.Add("first"); return s })},
		{Name: "deep copy under lock", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "deepCopyStock pointerStock item",
			Why:  "Map and items are copied before the lock is given back.",
			Body: guards(func() stock { return &deepCopyStock{pointerStock{items: oneItem()}} })},
		{Name: "expose a callback run under lock", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "callbackStock leakyStock",
			Why:  "The caller reads before the lock is given back.",
			Body: guards(func() stock { return &callbackStock{leakyStock{items: one()}} })},

		{Name: "shallow copy (values are pointers mutated under lock)", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "pointerStock item totalOf", Want: racy,
			Why:  "The map is the caller's own, and the items in it are shared.",
			Body: guards(func() stock { return &pointerStock{items: oneItem()} })},
	},
}

// A stock begins with one item.
type stock interface {
	Add(item string)
	Total() int
}

func one() map[string]int { return map[string]int{"first": 1} }

func oneItem() map[string]*item { return map[string]*item{"first": {1}} }

// guards is the property; that nobody touches the items is what the race
// detector says.
func guards(newStock func() stock) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		s, additions := newStock(), w.Int("additions")
		most := 1 + w.Int("writers")*additions
		var wg sync.WaitGroup
		for range w.Int("writers") {
			wg.Go(func() {
				for range additions {
					s.Add("first")
				}
			})
		}
		wg.Go(func() {
			if got := s.Total(); got < 1 || got > most {
				t.Errorf("the total is %d, and was always from 1 to %d", got, most)
			}
		})
		wg.Wait()
		if got := s.Total(); got != most {
			t.Errorf("the total is %d at the end, want %d", got, most)
		}
	}
}
