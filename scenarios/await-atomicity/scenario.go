package awaitatomicity

import (
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var (
	overdrawn = scenario.Verdict{Effect: scenario.Invariant}
	right     = scenario.Verdict{}
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "await-atomicity",
	Title:    "Await-point atomicity: race without data race in a single-threaded loop",
	Class:    "single-variable atomicity violation, cooperative scheduling",
	Priority: 0,
	Level:    2,
	Property: "the wallet pays as often as it has money for, and no more",
	Params:   []scenario.Param{{Name: "tasks", Min: 2, Max: 4}},
	Variants: []scenario.Variant{
		{Name: "check; await; act in single-threaded loop", Kind: scenario.Bug, Sync: scenario.None, Code: "loop wallet askBank pay",
			Want: overdrawn, Cooperative: &overdrawn,
			Why:  "While one task awaits the bank the other checks the same balance.",
			Body: pays(pay)},

		{Name: "no await between check and act", Kind: scenario.Fix, Sync: scenario.Order, Code: "loop wallet askBank payAtOnce", Cooperative: &right,
			Why:  "A task that does not await is not interrupted by another.",
			Body: pays(payAtOnce)},
		{Name: "async lock held across await", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "loop wallet askBank pay payLocked", Cooperative: &right,
			Why:  "The check holds until the payment because whoever else wants to check awaits the lock.",
			Body: pays(payLocked)},
	},
}

// pays has tasks that all want the money which is there once.
func pays(pay func(w *wallet, price int)) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		tasks := w.Int("tasks")
		account := &wallet{balance: 10 * (tasks - 1)}
		for range tasks {
			account.spawn(func() { pay(account, 10) })
		}
		account.tasks.Wait()
		if account.balance != 0 || account.paid != tasks-1 {
			t.Errorf("%d paid 10 each out of %d, and the balance is %d", account.paid, 10*(tasks-1), account.balance)
		}
	}
}
