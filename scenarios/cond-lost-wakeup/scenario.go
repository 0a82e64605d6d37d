package condlostwakeup

import (
	"errors"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var asleep = scenario.Verdict{Effect: scenario.Deadlock}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "cond-lost-wakeup",
	Title:    "Condition variable misuse (lost wakeup, if-vs-for, Signal vs Broadcast)",
	Class:    "communication deadlock / atomicity",
	Priority: 0,
	Level:    3,
	Property: "who waits is woken when the predicate holds, and never acts on one that does not",
	Params:   []scenario.Param{{Name: "waiters", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "Signal may precede Wait, no predicate (lost wakeup)", Kind: scenario.Bug, Sync: scenario.Cond, Code: "bareGate newBareGate", Want: asleep,
			Why:  "A Signal that comes first wakes nobody and is forgotten.",
			Body: opens(func() gate { return newBareGate() }, 0, nil)},

		{Name: "predicate under lock, for loop, Broadcast", Kind: scenario.Fix, Sync: scenario.Cond, Code: "condGate newCondGate",
			Why:  "Under the lock nothing comes between the look at the predicate and the Wait, and the predicate stays.",
			Body: opens(func() gate { return newCondGate() }, 1, nil)},
		{Name: "close(ready) channel instead of cond", Kind: scenario.Fix, Sync: scenario.Channel, Code: "closeGate newCloseGate",
			Why:  "A closed channel stays closed: late or early, everybody passes.",
			Body: opens(func() gate { return newCloseGate() }, 1, errOpen)},

		{Name: "predicate set with atomic, no lock held by signaler", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "atomicGate newAtomicGate",
			Want: scenario.Verdict{Effect: scenario.Deadlock, EffectAt: 1},
			Why:  "Store and Broadcast both fit between a waiter's Load and its Wait.",
			Body: opens(func() gate { return newAtomicGate() }, 0, nil)},
		{Name: "`if` instead of `for` around Wait (2 consumers)", Kind: scenario.Wrong, Sync: scenario.Cond, Code: "ifQueue newIfQueue",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Between the Signal and the waiter's return from Wait another consumer takes the item; the waiter leaves with nothing.",
			Body: consumes},
		{Name: "one Signal, two waiters on the same one-shot predicate", Kind: scenario.Wrong, Sync: scenario.Cond, Code: "condGate newCondGate signalGate", Want: asleep,
			Why:  "One of two waiters is woken, and there will be no other Signal.",
			Body: opens(func() gate { return signalGate{newCondGate()} }, 1, nil)},
		{Name: "error path sets the error but never Signals (moby#30408)", Kind: scenario.Wrong, Sync: scenario.Cond, Code: "condGate newCondGate silentGate", Want: asleep,
			Why:  "The predicate holds, and who waits already is not told.",
			Body: opens(func() gate { return silentGate{newCondGate()} }, 0, errOpen)},
	},
}

var errOpen = errors.New("the server did not start")

// opens has goroutines wait at a gate that is opened once.
func opens(newGate func() gate, more int, err error) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		g := newGate()
		var wg sync.WaitGroup
		for range w.Int("waiters") + more {
			wg.Go(func() {
				if got := g.Wait(); got != err {
					t.Errorf("Wait: %v, want %v", got, err)
				}
			})
		}
		wg.Go(func() { g.Open(err) })
		wg.Wait()
	}
}

// consumes has as many consumers, of one item each, as there are items.
func consumes(t *testing.T, w scenario.Workload) {
	q := newIfQueue()
	n := w.Int("waiters") + 1
	var wg sync.WaitGroup
	for range n {
		wg.Go(func() {
			if _, ok := q.Take(); !ok {
				t.Error("Take: the queue is empty")
			}
		})
	}
	wg.Go(func() {
		for item := range n {
			q.Put(item)
		}
	})
	wg.Wait()
}
