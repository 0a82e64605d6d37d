package lostupdate

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var (
	lost = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}
	racy = scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1}
)

// On an event loop nobody is interrupted between two steps, and the detector
// still finds nothing that orders them.
var (
	onLoop     = &scenario.Verdict{}
	raceOnLoop = &scenario.Verdict{Race: true}
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "lost-update",
	Title:    "Lost update (unprotected read-modify-write)",
	Class:    "data race and single-variable atomicity violation",
	Priority: 0,
	Level:    1,
	Property: "the value is the number of increments",
	Params:   []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}, {Name: "increments", Min: 1, Max: 3}},
	Scale:    scenario.Scale{Goroutines: "goroutines", Operations: "increments"},
	Variants: []scenario.Variant{
		{Name: "plain n++", Kind: scenario.Bug, Sync: scenario.None, Code: "plainCounter", Want: racy,
			Cooperative: raceOnLoop,
			Why:         "Both read before either writes, and nothing orders their accesses.",
			Body:        counts(shared(func(int) counter { return &plainCounter{} }))},

		{Name: "mutex around RMW", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "mutexCounter",
			Why:  "The critical section holds the read and the write together.",
			Body: counts(shared(func(int) counter { return &mutexCounter{} }))},
		{Name: "atomic Add", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "addCounter",
			Why:  "Add reads and writes in one step.",
			Body: counts(shared(func(int) counter { return &addCounter{} }))},
		{Name: "atomic CAS loop", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "casCounter",
			Why:  "It writes only if nobody wrote since it read, and else reads again.",
			Body: counts(shared(func(int) counter { return &casCounter{} }))},
		{Name: "chan owner goroutine", Kind: scenario.Fix, Sync: scenario.Channel, Code: "ownerCounter newOwnerCounter",
			Why:  "One goroutine touches the counter; the others send it messages.",
			Body: counts(shared(func(int) counter { return newOwnerCounter() }))},
		{Name: "chan cap1 as mutex", Kind: scenario.Fix, Sync: scenario.Channel, Code: "slotCounter newSlotCounter",
			Why:  "A full channel of one slot blocks the next sender until the slot is free again.",
			Body: counts(shared(func(int) counter { return newSlotCounter(1) }))},
		{Name: "confinement: per-worker sum, merge after join", Kind: scenario.Fix, Sync: scenario.Confinement, Code: "countApart total",
			Why:  "Nothing is shared until all are joined.",
			Body: counts(countApart)},
		{Name: "token chan (prefilled cap 1): recv=lock send=unlock", Kind: scenario.Fix, Sync: scenario.Channel, Code: "tokenCounter newTokenCounter",
			Why:  "There is one token, and only its holder counts.",
			Body: counts(shared(func(int) counter { return newTokenCounter() }))},
		{Name: "errgroup/WaitGroup + confinement", Kind: scenario.Fix, Sync: scenario.Errgroup, Code: "countInGroup total",
			Why:  "Nothing is shared until Wait has returned.",
			Body: counts(countInGroup)},

		{Name: "atomic Load then Store", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "loadStoreCounter", Want: lost,
			Cooperative: onLoop,
			Why:         "Each step is atomic, and the two together are not.",
			Body:        counts(shared(func(int) counter { return &loadStoreCounter{} }))},
		{Name: "mutex: lock read, unlock, lock write", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "splitCounter", Want: lost,
			Cooperative: onLoop,
			Why:         "Between the two critical sections anybody may write.",
			Body:        counts(shared(func(int) counter { return &splitCounter{} }))},
		{Name: "lock only the write", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "writeLockedCounter", Want: racy,
			Why:  "The read is outside, so it is neither ordered nor part of the update.",
			Body: counts(shared(func(int) counter { return &writeLockedCounter{} }))},
		{Name: "RLock around n++", Kind: scenario.Wrong, Sync: scenario.RWMutex, Code: "readLockedCounter", Want: racy,
			Why:  "Readers do not exclude each other, and this reader writes.",
			Body: counts(shared(func(int) counter { return &readLockedCounter{} }))},
		{Name: "chan cap2 as mutex", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "slotCounter newSlotCounter",
			Want:        scenario.Verdict{Race: true, RaceAt: 1, Effect: scenario.Invariant, EffectAt: 1},
			Cooperative: onLoop,
			Why:         "Two slots let two in.",
			Body:        counts(shared(func(int) counter { return newSlotCounter(2) }))},
		{Name: "single CAS, result ignored", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "casOnceCounter", Want: lost,
			Cooperative: onLoop,
			Why:         "A CompareAndSwap that fails has not counted.",
			Body:        counts(shared(func(int) counter { return &casOnceCounter{} }))},
		{Name: "a fresh mutex per call", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "freshMutexCounter", Want: racy,
			Why:  "A mutex that nobody else has excludes nobody.",
			Body: counts(shared(func(int) counter { return &freshMutexCounter{} }))},
		{Name: "TryLock, skip if busy", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "tryLockCounter", Want: lost,
			Cooperative: onLoop,
			Why:         "Whoever finds the lock taken does not count.",
			Body:        counts(shared(func(int) counter { return &tryLockCounter{} }))},
		{Name: "writers use atomic.Add, a reader uses a plain read", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "plainReadCounter",
			Want: scenario.Verdict{Race: true},
			Why:  "No update is lost, and the plain read is not ordered with the other's Add.",
			Body: counts(shared(func(int) counter { return &plainReadCounter{report: func(int64) {}} }))},
		{Name: "unbuffered chan as 'signal after increment' (no exclusion)", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "signalCounter newSignalCounter", Want: racy,
			Why:  "The message orders the increment with its receiver, not with the other increments.",
			Body: counts(shared(func(total int) counter { return newSignalCounter(total) }))},
		{Name: "mutex, but a second writer path forgets it", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "mutexCounter twoPathCounter", Want: racy,
			Why:  "A mutex excludes only those who lock it.",
			Body: counts(shared(func(int) counter { return &twoPathCounter{} }))},
		{Name: "run with GOMAXPROCS=1", Kind: scenario.Wrong, Sync: scenario.None, Code: "plainCounter countOnOne", Want: racy,
			Why:  "One processor switches goroutines between any two instructions.",
			Body: counts(countOnOne)},
	},
}

// A counter is shared by all workers. Value is called once, when all are joined.
type counter interface {
	Inc(worker int)
	Value() int
}

// shared lets goroutines increment one counter, and returns its value.
func shared(newCounter func(total int) counter) func(goroutines, increments int) int {
	return func(goroutines, increments int) int {
		c := newCounter(goroutines * increments)
		var wg sync.WaitGroup
		for worker := range goroutines {
			wg.Go(func() {
				for range increments {
					c.Inc(worker)
				}
			})
		}
		wg.Wait()
		return c.Value()
	}
}

// counts is the property.
func counts(count func(goroutines, increments int) int) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		goroutines, increments := w.Int("goroutines"), w.Int("increments")
		if got, want := count(goroutines, increments), goroutines*increments; got != want {
			t.Errorf("the value is %d, want %d", got, want)
		}
	}
}
