package multivarinvariant

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var broken = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}

// On an event loop nobody is interrupted between two steps, and the detector
// still finds nothing that orders them.
var (
	onLoop     = &scenario.Verdict{}
	raceOnLoop = &scenario.Verdict{Race: true}
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "multi-var-invariant",
	Title:    "Multi-variable invariant (transfer + audit)",
	Class:    "multi-variable atomicity violation",
	Priority: 0,
	Level:    2,
	Property: "every audit finds the same sum, and no transfer is lost",
	Params:   []scenario.Param{{Name: "writers", Min: 1, Max: 3}, {Name: "transfers", Min: 1, Max: 2}, {Name: "amount", Min: 1, Max: 100}},
	Variants: []scenario.Variant{
		{Name: "transfer locks each account separately; audit locks each separately", Kind: scenario.Bug, Sync: scenario.Mutex, Code: "lockEachBank account", Want: broken,
			Cooperative: onLoop,
			Why:         "A lock per balance protects each balance, and nothing protects the two together.",
			Body:        conserves(func() bank { return &lockEachBank{} }, drawn)},

		{Name: "one mutex over both (writer and reader)", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "mutexBank",
			Why:  "What is between two states of the pair is inside a critical section.",
			Body: conserves(func() bank { return &mutexBank{} }, drawn)},
		{Name: "immutable snapshot in atomic.Pointer, single writer", Kind: scenario.Fix, Sync: scenario.Copy, Code: "snapshotBank newSnapshotBank",
			Why:  "Readers get a pair that nobody changes, and there is no other writer to overwrite.",
			Body: conserves(func() bank { return newSnapshotBank() }, single)},
		{Name: "snapshot pointer, CAS loop, two writers", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "casBank snapshotBank newSnapshotBank",
			Why:  "A writer replaces only the snapshot that it started from.",
			Body: conserves(func() bank { return casBank{newSnapshotBank()} }, several)},
		{Name: "RWMutex: writer Lock, reader RLock", Kind: scenario.Fix, Sync: scenario.RWMutex, Code: "rwmutexBank",
			Why:  "No reader is in while a writer is, and the other way round.",
			Body: conserves(func() bank { return &rwmutexBank{} }, drawn)},

		{Name: "two atomics", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "atomicsBank", Want: broken,
			Cooperative: onLoop,
			Why:         "Each balance is read and written atomically, the pair is not.",
			Body:        conserves(func() bank { return &atomicsBank{} }, drawn)},
		{Name: "lock in writer only", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "writerLockBank",
			Want:        scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Cooperative: raceOnLoop,
			Why:         "A mutex excludes only those who lock it, and the reader does not.",
			Body:        conserves(func() bank { return &writerLockBank{} }, drawn)},
		{Name: "snapshot pointer, two writers Load/Store (lost update)", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "snapshotBank newSnapshotBank", Want: broken,
			Cooperative: onLoop,
			Why:         "Both start from one snapshot, and the second replaces what the first stored.",
			Body:        conserves(func() bank { return newSnapshotBank() }, several)},
	},
}

type balances struct{ a, b int }

// A bank has two balances that begin at zero.
type bank interface {
	Transfer(amount int)
	Audit() balances
}

// How many write.
func single(scenario.Workload) int    { return 1 }
func drawn(w scenario.Workload) int   { return w.Int("writers") }
func several(w scenario.Workload) int { return w.Int("writers") + 1 }

// conserves is the property.
func conserves(newBank func() bank, writers func(scenario.Workload) int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		k := newBank()
		amount, transfers := w.Int("amount"), w.Int("transfers")
		var wg sync.WaitGroup
		for range writers(w) {
			wg.Go(func() {
				for range transfers {
					k.Transfer(amount)
				}
			})
		}
		wg.Go(func() {
			if got := k.Audit(); got.a+got.b != 0 {
				t.Errorf("an audit found %d and %d, whose sum is not 0", got.a, got.b)
			}
		})
		wg.Wait()
		if got, want := k.Audit().b, amount*transfers*writers(w); got != want {
			t.Errorf("%d were transferred, want %d", got, want)
		}
	}
}
