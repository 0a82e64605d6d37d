package abba

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "abba",
	Title:    "Lock-order inversion (AB-BA)",
	Class:    "resource deadlock / livelock",
	Priority: 0,
	Level:    2,
	Property: "all transfers return, and the accounts have what the transfers that were done make",
	Params:   []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}, {Name: "transfers", Min: 1, Max: 3}},
	Scale:    scenario.Scale{Goroutines: "goroutines", Operations: "transfers"},
	Variants: []scenario.Variant{
		{
			Name: "lock(from) lock(to), opposite directions",
			Kind: scenario.Bug, Sync: scenario.Mutex, Code: "account bank move asNamed",
			Want: scenario.Verdict{Effect: scenario.Deadlock, EffectAt: 1},
			Why:  "A switch between the two locks lets the other direction take the second lock and wait for the first.",
			Body: check(asNamed, mustMove),
		},
		{
			Name: "global lock order (by id)",
			Kind: scenario.Fix, Sync: scenario.Order, Code: "account bank move inOrder",
			Why:  "Who holds the account with the higher number waits for nobody, so that no cycle can close.",
			Body: check(inOrder, mustMove),
		},
		{
			Name: "one coarse lock",
			Kind: scenario.Fix, Sync: scenario.Mutex, Code: "account bank move coarse",
			Why:  "Who has the only lock waits for no other.",
			Body: check(coarse, mustMove),
		},
		{
			Name: "gate lock outside both, released after",
			Kind: scenario.Fix, Sync: scenario.Mutex, Code: "account bank move asNamed gated",
			Why:  "Only one goroutine at a time collects locks, so that the order does not matter.",
			Body: check(gated, mustMove),
		},
		{
			Name: "TryLock the 2nd lock and give up if busy (caller must handle \"not done\")",
			Kind: scenario.Fix, Sync: scenario.Mutex, Code: "account bank move giveUp",
			Why:  "Nobody waits while it holds a lock; the price is a transfer that may not be done.",
			Body: check(giveUp, mayRefuse),
		},
		{
			Name: "TryLock the 2nd lock, release, retry at once",
			Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "account bank move giveUp tryAgain",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Two transfers in step each find the other's lock taken, give up and start again: a livelock, shown here as five tries of both in vain.",
			Body: check(tryAgain, mustMove),
		},
		{
			Name: "RWMutex RLock both in opposite order + writers each",
			Kind: scenario.Wrong, Sync: scenario.RWMutex, Code: "sharedAccount total",
			Want: scenario.Verdict{Effect: scenario.Deadlock, EffectAt: 1},
			Why:  "A writer that waits stops new readers: each reader holds one account and waits behind the other's writer.",
			Body: checkTotals,
		},
	},
}

// Whether a transfer may report that it did nothing.
const (
	mustMove  = false
	mayRefuse = true
)

// check runs transfers in both directions at once.
func check(do transfer, refusal bool) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		goroutines, transfers := w.Int("goroutines"), w.Int("transfers")
		var b bank
		done := make([]int, goroutines)
		var wg sync.WaitGroup
		for g := range goroutines {
			from, to := g%2, 1-g%2
			wg.Go(func() {
				for range transfers {
					if do(&b, from, to, 10) {
						done[g]++
					}
				}
			})
		}
		wg.Wait()
		want := 0 // of account 1
		for g, n := range done {
			want += 10 * n * (1 - 2*(g%2))
			if n < transfers && !refusal {
				t.Errorf("goroutine %d: %d of %d transfers were done", g, n, transfers)
			}
		}
		if got := b.accounts[1].balance; got != want || b.accounts[0].balance != -want {
			t.Errorf("the balances are %d and %d, want %d and %d", b.accounts[0].balance, got, -want, want)
		}
	}
}

// checkTotals has readers of both accounts, in opposite orders, and writers.
func checkTotals(t *testing.T, w scenario.Workload) {
	var a, b sharedAccount
	var wg sync.WaitGroup
	for range w.Int("transfers") {
		wg.Go(func() { total(&a, &b) })
		wg.Go(func() { total(&b, &a) })
		wg.Go(func() { a.deposit(1) })
		wg.Go(func() { b.deposit(1) })
	}
	wg.Wait()
	if n := w.Int("transfers"); a.balance != n || b.balance != n {
		t.Errorf("the balances are %d and %d, want %d each", a.balance, b.balance, n)
	}
}
