package rwmutexrecursion

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "rwmutex-recursion",
	Title:    "Recursive read lock (RWR) and lock upgrade",
	Class:    "resource deadlock (writer preference)",
	Priority: 0,
	Level:    3,
	Property: "all goroutines finish; a sum is one that was there, and a default is set once",
	Params:   []scenario.Param{{Name: "readers", Min: 1, Max: 3}, {Name: "rounds", Min: 1, Max: 2}},
	Variants: []scenario.Variant{
		{
			Name: "RLock..RLock with a writer in between",
			Kind: scenario.Bug, Sync: scenario.RWMutex, Code: "config sumNested",
			Want: scenario.Verdict{Effect: scenario.Deadlock, EffectAt: 1},
			Why:  "A writer that comes between the two RLocks waits for the first and stops the second.",
			Body: checkSum(sumNested, 1),
		},
		{
			Name: "code again, but the test has no writer: passes every schedule (quick-test trap)",
			Kind: scenario.Bug, Sync: scenario.RWMutex, Code: "config sumNested",
			Hidden: true,
			Why:    "Readers alone never stop each other; the bug needs a writer, and this workload has none.",
			Body:   checkSum(sumNested, 0),
		},
		{
			Name: "RLock then Lock",
			Kind: scenario.Bug, Sync: scenario.RWMutex, Code: "config defaultUpgraded",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "Lock waits until all readers are gone, and the caller is one.",
			Body: checkDefault(defaultUpgraded),
		},
		{
			Name: "single RLock, unexported lock-free helper",
			Kind: scenario.Fix, Sync: scenario.RWMutex, Code: "config sumOnce get",
			Why:  "Who holds the read lock takes no other lock.",
			Body: checkSum(sumOnce, 1),
		},
		{
			Name: "RUnlock, Lock, re-check",
			Kind: scenario.Fix, Sync: scenario.RWMutex, Code: "config defaultChecked",
			Why:  "Nothing is held between the locks, and what another goroutine did there is looked at again.",
			Body: checkDefault(defaultChecked),
		},
	},
}

// checkSum has readers of two values, and writers that set one of them.
func checkSum(sum func(c *config, keys ...string) int, writers int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		c := newConfig()
		c.values["a"], c.values["b"] = 1, 2
		var wg sync.WaitGroup
		for range w.Int("readers") {
			wg.Go(func() {
				for range w.Int("rounds") {
					if got := sum(c, "a", "b"); got != 3 && got != 12 {
						t.Errorf("Sum = %d, want 1+2 or 10+2", got)
					}
				}
			})
		}
		for range writers {
			wg.Go(func() { c.Set("a", 10) })
		}
		wg.Wait()
	}
}

// checkDefault has goroutines that want different defaults for one key.
func checkDefault(get func(c *config, key string, value int) int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		c := newConfig()
		got := make([]int, w.Int("readers")+1)
		var wg sync.WaitGroup
		for g := range got {
			wg.Go(func() { got[g] = get(c, "a", g+1) })
		}
		wg.Wait()
		for _, v := range got {
			if v != got[0] {
				t.Errorf("the default is %d for one and %d for another", got[0], v)
			}
		}
	}
}
