package staleasyncresult

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "stale-async-result",
	Title:    "Out-of-order async results (last request wins)",
	Class:    "order violation without data race",
	Priority: 1,
	Level:    2,
	Property: "when all answers are there, the one to the newest question is shown",
	Params:   []scenario.Param{{Name: "questions", Min: 2, Max: 4}},
	Variants: []scenario.Variant{
		{Name: "(mutex-protected) apply whatever arrives", Kind: scenario.Bug, Sync: scenario.Mutex, Code: "display fetch search",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "The older answer may arrive last.",
			Body: shows(search)},

		{Name: "sequence number / generation check under lock", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "display fetch searchNumbered",
			Why:  "Under the lock in which questions get their numbers, an answer with an older number is dropped.",
			Body: shows(searchNumbered)},
		{Name: "cancel the older request's ctx and check ctx.Err() under the lock before applying", Kind: scenario.Fix, Sync: scenario.Context, Code: "display fetch searchCancelled",
			Why:  "Questions are cancelled under the same lock, so that no newer one can come between the check and the display.",
			Body: shows(searchCancelled)},

		{Name: "cancel the older ctx, apply without checking", Kind: scenario.Wrong, Sync: scenario.Context, Code: "display fetch searchUnchecked",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "An answer that has come through before the cancellation is shown after it.",
			Body: shows(searchUnchecked)},
	},
}

// shows asks several questions at a time.
func shows(search func(d *display)) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		var d display
		var wg sync.WaitGroup
		for range w.Int("questions") {
			wg.Go(func() { search(&d) })
		}
		wg.Wait()
		d.cancel()
		if d.shown != d.newest {
			t.Errorf("the answer to question %d is shown, and the newest is %d", d.shown, d.newest)
		}
	}
}
