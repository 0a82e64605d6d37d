package selfdeadlock

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "self-deadlock",
	Title:    "Self-deadlock / re-entrancy (method→method, String(), callback under lock)",
	Class:    "resource deadlock (double lock)",
	Priority: 0,
	Level:    1,
	Property: "every call returns, and every deposit is in the balance and in the history",
	Params:   []scenario.Param{{Name: "goroutines", Min: 1, Max: 3}, {Name: "deposits", Min: 1, Max: 3}},
	Scale:    scenario.Scale{Goroutines: "goroutines", Operations: "deposits"},
	Variants: []scenario.Variant{
		{
			Name: "method holding mu calls method that locks mu",
			Kind: scenario.Bug, Sync: scenario.Mutex, Code: "nestedAccount",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "Deposit holds the lock that Balance waits for.",
			Body: check(func(func(account)) account { return &nestedAccount{} }),
		},
		{
			Name: "invoke user callback while holding mu",
			Kind: scenario.Bug, Sync: scenario.Mutex, Code: "watched",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "The callback asks for the balance, and its own caller holds the lock.",
			Body: check(func(f func(account)) account { return &watched{watch: []func(account){f}} }),
		},
		{
			Name: "unexported *Locked helper, lock once",
			Kind: scenario.Fix, Sync: scenario.Mutex, Code: "helperAccount nestedAccount",
			Why:  "Only exported methods lock, and they call only helpers that do not.",
			Body: check(func(func(account)) account { return &helperAccount{} }),
		},
		{
			Name: "copy callbacks, unlock, then invoke",
			Kind: scenario.Fix, Sync: scenario.Mutex, Code: "unlockedWatch watched",
			Why: "No lock is held while foreign code runs.",
			Body: check(func(f func(account)) account {
				return &unlockedWatch{watched{watch: []func(account){f}}}
			}),
		},
		{
			Name: "switch to RWMutex: Lock then RLock (String())",
			Kind: scenario.Wrong, Sync: scenario.RWMutex, Code: "readLocked",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "A read lock waits for the writer, which is the same goroutine.",
			Body: check(func(func(account)) account { return &readLocked{} }),
		},
		{
			Name: "TryLock and skip when already held",
			Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "tryLocked nestedAccount",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "The deadlock is gone because the history is: under its own lock the entry is skipped in silence.",
			Body: check(func(func(account)) account { return &tryLocked{} }),
		},
	},
}

// check makes deposits to an account whose watcher reads the balance.
func check(open func(watch func(account)) account) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		goroutines, deposits := w.Int("goroutines"), w.Int("deposits")
		a := open(func(a account) { a.Balance() })
		var wg sync.WaitGroup
		for range goroutines {
			wg.Go(func() {
				for range deposits {
					a.Deposit(10)
				}
			})
		}
		wg.Wait()
		n := goroutines * deposits
		if a.Balance() != 10*n || a.History() != n {
			t.Errorf("after %d deposits of 10 the balance is %d and the history has %d entries", n, a.Balance(), a.History())
		}
	}
}
