package selectpriority

import (
	"context"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var chance = scenario.Verdict{Effect: scenario.Invariant}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "select-priority",
	Title:    "select has no priority (stop vs work; result vs ctx.Done)",
	Class:    "order violation without data race",
	Priority: 0,
	Level:    3,
	Property: "no job that was submitted after stop is done, and no result that was there before the end is dropped",
	Params:   []scenario.Param{{Name: "before", Min: 0, Max: 3}, {Name: "after", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "select{stop,jobs}", Kind: scenario.Bug, Sync: scenario.Channel, Code: "serve", Want: chance,
			Why:  "Both are ready, and select may take the job.",
			Body: stops(serve)},
		{Name: "select{res,ctx.Done}: finished result dropped", Kind: scenario.Bug, Sync: scenario.Context, Code: "await", Want: chance,
			Why:  "Both are ready, and select may take Done.",
			Body: awaits(await)},

		{Name: "re-check stop after receiving a job", Kind: scenario.Fix, Sync: scenario.Channel, Code: "serveChecked",
			Why:  "A job that came after stop was received after stop, so that the second look sees it.",
			Body: stops(serveChecked)},
		{Name: "on Done, non-blocking re-check of res", Kind: scenario.Fix, Sync: scenario.Context, Code: "awaitChecked",
			Why:  "A result that was there before Done is there still when Done is seen.",
			Body: awaits(awaitChecked)},

		{Name: "check stop only before the select", Kind: scenario.Wrong, Sync: scenario.Channel, Code: "serveCheckedBefore",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "Stop and the job may both come between the look and the select.",
			Body: stops(serveCheckedBefore)},
	},
}

// stops submits some jobs, closes stop, and submits more.
func stops(serve func(stop <-chan struct{}, jobs <-chan int, do func(job int))) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		before, after := w.Int("before"), w.Int("after")
		stop := make(chan struct{})
		jobs := make(chan int, before+after)
		var wg sync.WaitGroup
		wg.Go(func() {
			serve(stop, jobs, func(job int) {
				if job >= before {
					t.Errorf("job %d is done, and was submitted after stop", job)
				}
			})
		})
		wg.Go(func() {
			for job := range before {
				jobs <- job
			}
			close(stop)
			for job := range after {
				jobs <- before + job
			}
		})
		wg.Wait()
	}
}

// awaits has a result ready and cancels the context afterwards.
func awaits(await func(ctx context.Context, result <-chan int) (int, error)) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		ctx, cancel := context.WithCancel(context.Background())
		result := make(chan int, 1)
		var wg sync.WaitGroup
		wg.Go(func() {
			if got, err := await(ctx, result); err != nil || got != w.Int("after") {
				t.Errorf("await = %d, %v, and the result %d was there first", got, err, w.Int("after"))
			}
		})
		wg.Go(func() {
			result <- w.Int("after")
			cancel()
		})
		wg.Wait()
	}
}
