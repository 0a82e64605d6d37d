package missingunlock

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "missing-unlock",
	Title:    "Missing unlock (early return, panic)",
	Class:    "resource deadlock",
	Priority: 0,
	Level:    1,
	Property: "all calls return, the failing ones too, and the lock is free at the end",
	Params:   []scenario.Param{{Name: "failing", Min: 1, Max: 2}, {Name: "withdrawals", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{
			Name: "if err {return} without Unlock",
			Kind: scenario.Bug, Sync: scenario.Mutex, Code: "account withdraw",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "After the failing call nobody gets the lock again.",
			Body: check(withdraw, 1000),
		},
		{
			Name: "defer Unlock",
			Kind: scenario.Fix, Sync: scenario.Mutex, Code: "account withdrawDeferred",
			Why:  "Every way out of the function unlocks.",
			Body: check(withdrawDeferred, 1000),
		},
		{
			Name: "Unlock on each return, but body may panic and caller recovers",
			Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "account withdrawEachReturn afford served",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "A panic passes all the returns, and recovery keeps the process alive with the lock taken.",
			Body: check(withdrawEachReturn, -1),
		},
	},
}

// check withdraws 10 in some goroutines and an amount that fails in others.
func check(withdraw func(a *account, amount int) error, failing int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		n := w.Int("withdrawals")
		a := &account{balance: 10 * n}
		var wg sync.WaitGroup
		wg.Go(func() {
			for range n {
				if err := withdraw(a, 10); err != nil {
					t.Errorf("withdraw 10: %v", err)
				}
			}
		})
		for range w.Int("failing") {
			wg.Go(func() {
				if err := served(func() error { return withdraw(a, failing) }); err == nil {
					t.Errorf("withdraw %d: no error", failing)
				}
			})
		}
		wg.Wait()
		if got := a.Balance(); got != 0 {
			t.Errorf("Balance = %d, want 0", got)
		}
	}
}
