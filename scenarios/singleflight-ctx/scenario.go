package singleflightctx

import (
	"context"
	"sync"
	"testing"

	"golang.org/x/sync/singleflight"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "singleflight-ctx",
	Title:    "singleflight: one caller's cancellation poisons others",
	Class:    "order/logic violation without data race",
	Priority: 1,
	Level:    4,
	Property: "a caller that was not cancelled gets the value, whoever else was",
	Params:   []scenario.Param{{Name: "callers", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "fn uses first caller's ctx", Kind: scenario.Bug, Sync: scenario.Context, Code: "load underFirst",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "Who joined the call of a cancelled caller gets that caller's error.",
			Body: cancels(underFirst)},

		{Name: "fn uses detached ctx (context.WithoutCancel)", Kind: scenario.Fix, Sync: scenario.Context, Code: "load detached",
			Why:  "No caller's cancellation reaches the shared call.",
			Body: cancels(detached)},
	},
}

// cancels has callers, and one more that is cancelled before the value is there.
func cancels(load load) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		ready := make(chan struct{})
		fetch := func(ctx context.Context) (any, error) {
			select {
			case <-ready:
				return "value", nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}
		var g singleflight.Group
		var wg sync.WaitGroup
		ctx, cancel := context.WithCancel(context.Background())
		wg.Go(func() { _, _ = load(ctx, &g, fetch) })
		for range w.Int("callers") {
			wg.Go(func() {
				if v, err := load(context.Background(), &g, fetch); err != nil {
					t.Errorf("a caller that was not cancelled got %v, %v", v, err)
				}
			})
		}
		wg.Go(func() {
			cancel()
			close(ready)
		})
		wg.Wait()
	}
}
