package checkthenact

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var overdrawn = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}

// On an event loop nobody is interrupted between two steps, and the detector
// still finds nothing that orders them.
var (
	onLoop     = &scenario.Verdict{}
	raceOnLoop = &scenario.Verdict{Race: true}
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "check-then-act",
	Title:    "Check-then-act / TOCTOU (overdraft, oversell, bounded pool)",
	Class:    "single-variable atomicity violation",
	Priority: 0,
	Level:    1,
	Property: "the balance does not become negative, and is what the successful withdrawals left",
	Params: []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}, {Name: "withdrawals", Min: 1, Max: 2},
		{Name: "amount", Min: 60, Max: 100}},
	Scale: scenario.Scale{Goroutines: "goroutines", Operations: "withdrawals"},
	Variants: []scenario.Variant{
		{Name: "plain", Kind: scenario.Bug, Sync: scenario.None, Code: "plainAccount",
			Want:        scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Cooperative: raceOnLoop,
			Why:         "Both find enough before either takes, and nothing orders their accesses.",
			Body:        withdraws(func(balance int) account { return &plainAccount{balance} })},

		{Name: "mutex around check+act", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "mutexAccount",
			Why:  "What was checked is still true when it is acted upon.",
			Body: withdraws(func(balance int) account { return &mutexAccount{balance: balance} })},
		{Name: "CAS loop re-checking", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "casAccount",
			Why:  "It takes only from the very balance that it checked.",
			Body: withdraws(func(balance int) account { a := &casAccount{}; a.balance.Store(int64(balance)); return a })},
		{Name: "chan: owner goroutine does check+act", Kind: scenario.Fix, Sync: scenario.Channel, Code: "ownerAccount newOwnerAccount withdrawal",
			Why:  "One goroutine serves one withdrawal after the other.",
			Body: withdraws(func(balance int) account { return newOwnerAccount(balance) })},
		{Name: "RLock check, Lock, RE-CHECK", Kind: scenario.Fix, Sync: scenario.RWMutex, Code: "recheckAccount",
			Why:  "The check that counts is in the critical section of the act.",
			Body: withdraws(func(balance int) account { return &recheckAccount{balance: balance} })},
		{Name: `Add(-100) first, undo if negative (judged only on "not oversold at the end")`, Kind: scenario.Fix, Sync: scenario.Atomic, Code: "undoAccount",
			Why:  "Only he succeeds whose own Add left enough, and the others put back what they took.",
			Body: withdraws(newUndoAccount)},

		{Name: "mutex per method (Balance(); Withdraw())", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "perMethodAccount", Want: overdrawn,
			Cooperative: onLoop,
			Why:         "Two critical sections are not one: between them the balance changes.",
			Body:        withdraws(func(balance int) account { return &perMethodAccount{balance: balance} })},
		{Name: "atomic Load check + atomic Add(-100)", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "loadAddAccount", Want: overdrawn,
			Cooperative: onLoop,
			Why:         "The Add takes from another balance than the one that was checked.",
			Body:        withdraws(func(balance int) account { a := &loadAddAccount{}; a.balance.Store(int64(balance)); return a })},
		{Name: "RLock check then Lock act, no re-check", Kind: scenario.Wrong, Sync: scenario.RWMutex, Code: "rlockAccount", Want: overdrawn,
			Cooperative: onLoop,
			Why:         "Between RUnlock and Lock the balance changes.",
			Body:        withdraws(func(balance int) account { return &rlockAccount{balance: balance} })},
		{Name: `Add first/undo, judged on the stronger property "no observer ever sees a negative balance"`, Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "undoAccount", Want: overdrawn,
			Cooperative: onLoop,
			Why:         "Between the Add and its undo anybody can look.",
			Body:        observed(newUndoAccount)},
	},
}

// An account is shared by all who withdraw.
type account interface {
	Withdraw(amount int) bool
	Balance() int
}

func newUndoAccount(balance int) account {
	a := &undoAccount{}
	a.balance.Store(int64(balance))
	return a
}

// deposit is enough for one withdrawal, and not for all of them.
func deposit(w scenario.Workload) int { return 50 * w.Int("goroutines") * w.Int("withdrawals") }

// withdraws is the property, judged when all are joined.
func withdraws(newAccount func(balance int) account) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		initial := deposit(w)
		a := newAccount(initial)
		withdrawn := withdrawAll(a, w)
		if got := a.Balance(); got < 0 || got != initial-withdrawn {
			t.Errorf("%d withdrawn of %d: the balance is %d", withdrawn, initial, got)
		}
	}
}

// observed is the property, judged by one who looks while the others withdraw.
func observed(newAccount func(balance int) account) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		a := newAccount(deposit(w))
		var observer sync.WaitGroup
		observer.Go(func() {
			if got := a.Balance(); got < 0 {
				t.Errorf("an observer saw the balance %d", got)
			}
		})
		withdrawAll(a, w)
		observer.Wait()
	}
}

// withdrawAll returns the sum of what was withdrawn.
func withdrawAll(a account, w scenario.Workload) int {
	amount := w.Int("amount")
	var withdrawn atomic.Int64
	var wg sync.WaitGroup
	for range w.Int("goroutines") {
		wg.Go(func() {
			for range w.Int("withdrawals") {
				if a.Withdraw(amount) {
					withdrawn.Add(int64(amount))
				}
			}
		})
	}
	wg.Wait()
	return int(withdrawn.Load())
}
