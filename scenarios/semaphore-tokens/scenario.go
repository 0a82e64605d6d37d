package semaphoretokens

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "semaphore-tokens",
	Title:    "Semaphore token accounting (release without acquire)",
	Class:    "limit violation / deadlock",
	Priority: 1,
	Level:    3,
	Property: "no more tasks run than the limit allows, nor goroutines for them, and all calls return",
	Params:   []scenario.Param{{Name: "tasks", Min: 2, Max: 4}, {Name: "cancelled", Min: 1, Max: 2}, {Name: "limit", Min: 1, Max: 2}},
	Variants: []scenario.Variant{
		{Name: "acquire may fail (ctx) but defer release always runs", Kind: scenario.Bug, Sync: scenario.Semaphore, Code: "semaphore limited alwaysRelease",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "A task that was never inside gives back the token of one that is, and the next one gets in.",
			Body: limits(alwaysRelease, tasksOnly)},

		{Name: "release only if acquired", Kind: scenario.Fix, Sync: scenario.Semaphore, Code: "semaphore limited releaseAcquired",
			Why:  "There are as many tokens in the channel as tasks inside.",
			Body: limits(releaseAcquired, goroutinesToo)},

		{Name: "blocking deferred release without acquire", Kind: scenario.Wrong, Sync: scenario.Semaphore, Code: "semaphore limited releaseBlocking",
			Want: scenario.Verdict{Effect: scenario.Deadlock},
			Why:  "The release of who has no token takes another's, and that one waits for ever for its own.",
			Body: limits(releaseBlocking, tasksOnly)},
		{Name: "acquire inside the goroutine", Kind: scenario.Wrong, Sync: scenario.Semaphore, Code: "semaphore limited acquireInside",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "The tasks are limited, and a goroutine waits for each of them: a million requests are a million goroutines.",
			Body: limits(acquireInside, goroutinesToo)},
	},
}

// What must not be more than the limit.
const (
	tasksOnly     = false
	goroutinesToo = true
)

// limits runs tasks, and some whose context has ended.
func limits(run limited, goroutines bool) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		limit := int64(w.Int("limit"))
		s := make(semaphore, limit)
		ended, cancel := context.WithCancel(context.Background())
		cancel()
		var wg sync.WaitGroup
		var inside, alive atomic.Int64
		start := func(ctx context.Context) {
			wg.Add(1)
			run(ctx, s, func() {
				if n := inside.Add(1); n > limit {
					t.Errorf("%d tasks are inside, and the limit is %d", n, limit)
				}
				inside.Add(-1)
			}, func() {
				alive.Add(-1)
				wg.Done()
			})
			if n := alive.Add(1); goroutines && n > limit {
				t.Errorf("%d goroutines were started and not ended, and the limit is %d", n, limit)
			}
		}
		start(context.Background())
		for range w.Int("cancelled") {
			start(ended)
		}
		for range w.Int("tasks") - 1 {
			start(context.Background())
		}
		wg.Wait()
	}
}
