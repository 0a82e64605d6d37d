package uniqueid

import (
	"sync"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/scenario"
)

var doubled = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "unique-id",
	Title:    "Unique / monotone ID generator",
	Class:    "single-variable atomicity violation",
	Priority: 1,
	Level:    2,
	Property: "no ID is returned twice, and each goroutine gets them in rising order",
	Params:   []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}, {Name: "ids", Min: 1, Max: 3}},
	Scale:    scenario.Scale{Goroutines: "goroutines", Operations: "ids"},
	Variants: []scenario.Variant{
		{Name: "id=Load()+1; Store(id)", Kind: scenario.Bug, Sync: scenario.Atomic, Code: "loadStoreIDs", Want: doubled,
			Why:  "Both load the same last ID.",
			Body: unique(func() generator { return &loadStoreIDs{} })},

		{Name: "return Add(1)", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "addIDs",
			Why:  "Each Add returns what it made, and no two make the same.",
			Body: unique(func() generator { return &addIDs{} })},
		{Name: "mutex around read+increment+return", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "mutexIDs",
			Why:  "What is returned was made in the same critical section.",
			Body: unique(func() generator { return &mutexIDs{} })},

		{Name: "Add(1); return Load()", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "addLoadIDs", Want: doubled,
			Why:  "Between the Add and the Load others add, and both load the sum.",
			Body: unique(func() generator { return &addLoadIDs{} })},
		{Name: "time.Now().UnixNano() as ID", Kind: scenario.Wrong, Sync: scenario.Time, Code: "clockIDs", Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "Two calls within one tick of the clock get the same time; the tick here is a second.",
			Body: unique(func() generator { return clockIDs{time.Second} })},
	},
}

// A generator returns another ID each time.
type generator interface{ Next() int64 }

// unique is the property.
func unique(newGenerator func() generator) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		g := newGenerator()
		got := make([][]int64, w.Int("goroutines"))
		var wg sync.WaitGroup
		for i := range got {
			wg.Go(func() {
				for range w.Int("ids") {
					got[i] = append(got[i], g.Next())
				}
			})
		}
		wg.Wait()
		owner := map[int64]int{}
		for i, ids := range got {
			for j, id := range ids {
				if first, ok := owner[id]; ok {
					t.Errorf("goroutines %d and %d both got the ID %d", first, i, id)
				}
				owner[id] = i
				if j > 0 && id < ids[j-1] {
					t.Errorf("goroutine %d got the ID %d after %d", i, id, ids[j-1])
				}
			}
		}
	}
}
