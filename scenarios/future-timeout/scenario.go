package futuretimeout

import (
	"context"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "future-timeout",
	Title:    "Future with timeout (message passing mixed with shared memory)",
	Class:    "data race + leak + unstable result",
	Priority: 0,
	Level:    3,
	Property: "the error that the future keeps is the one that Wait returned, and no goroutine is left",
	Params:   []scenario.Param{{Name: "futures", Min: 1, Max: 2}},
	Variants: []scenario.Variant{
		{Name: "unbuffered done, shared f.err", Kind: scenario.Bug, Sync: scenario.Channel, Code: "future sharedFuture startShared",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant | scenario.Leak},
			Why:  "After a timeout worker and caller both write the field, and nobody receives from the worker.",
			Body: waits(startShared(0))},

		{Name: "result travels in buffered chan, no shared field", Kind: scenario.Fix, Sync: scenario.Channel, Code: "future resultFuture startResult",
			Why:  "The channel orders and keeps the result; the worker can always send it and touches nothing else.",
			Body: waits(startResult(1))},
		{Name: "first-writer-wins under mutex, Wait returns stored value, buffered", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "future firstFuture startFirst",
			Why:  "There is one decision, under the lock, and Wait and Err both report it.",
			Body: waits(startFirst)},

		{Name: "make chan buffered only", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "future sharedFuture startShared",
			Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1},
			Why:  "The worker ends, and has written the field that the caller writes and reads.",
			Body: waits(startShared(1))},
		{Name: "mutex on f.err, unbuffered", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "future lockedFuture startLocked",
			Want: scenario.Verdict{Effect: scenario.Invariant | scenario.Leak},
			Why:  "The accesses are ordered, in either order, and the worker still sends to nobody.",
			Body: waits(startLocked(0))},
		{Name: "mutex on f.err + buffered", Kind: scenario.Wrong, Sync: scenario.Mutex, Code: "future lockedFuture startLocked",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Without race and leak, the late worker still overwrites the timeout that Wait has reported.",
			Body: waits(startLocked(1))},
		{Name: "result in UNbuffered chan, no shared field", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "future resultFuture startResult",
			Want: scenario.Verdict{Effect: scenario.Leak},
			Why:  "The result is stable, and after a timeout nobody receives it.",
			Body: waits(startResult(0))},
	},
}

// waits has a future whose time is up at any moment.
func waits(start func(work func() error) future) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		var wg sync.WaitGroup
		for range w.Int("futures") {
			ctx, cancel := context.WithCancel(context.Background())
			f := start(func() error { return nil })
			wg.Go(cancel)
			told := f.Wait(ctx)
			if kept := f.Err(); kept != told {
				t.Errorf("Wait returned %v and Err returns %v", told, kept)
			}
		}
		wg.Wait()
	}
}
