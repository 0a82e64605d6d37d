package requestctx

import (
	"context"
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var lost = scenario.Verdict{Effect: scenario.Invariant}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "request-ctx",
	Title:    "Request context used by background work; lost cancel",
	Class:    "order violation without data race / leak",
	Priority: 1,
	Level:    2,
	Property: "accepted work is done with the request's values, and a derived context does not outlive its use",
	Params:   []scenario.Param{{Name: "requests", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "go publish(r.Context())", Kind: scenario.Bug, Sync: scenario.Context, Code: "publish handle", Want: lost,
			Why:  "The handler returns and the server cancels the context before the event is sent.",
			Body: publishes(handle)},
		{Name: "ctx, _ := context.WithTimeout(...)", Kind: scenario.Bug, Sync: scenario.Context, Code: "withTimeout query", Want: lost,
			Why:  "Nobody can cancel the derived context: it and its timer stay for a minute. go vet says so where it sees the call itself.",
			Body: derives(query)},

		{Name: "context.WithoutCancel(r.Context())", Kind: scenario.Fix, Sync: scenario.Context, Code: "publish handleDetached",
			Why:  "The work has the values of the request and not its end.",
			Body: publishes(handleDetached)},
		{Name: "defer cancel()", Kind: scenario.Fix, Sync: scenario.Context, Code: "withTimeout queryCancelled",
			Why:  "The derived context ends with the function that made it.",
			Body: derives(queryCancelled)},

		{Name: "context.Background() in the goroutine", Kind: scenario.Wrong, Sync: scenario.Context, Code: "publish handleBackground", Want: lost,
			Why:  "The event is sent without the request's values; and if the receiver hangs, nothing ends the send.",
			Body: publishes(handleBackground)},
	},
}

// publishes handles requests as a server does: when the handler has returned
// the request's context is cancelled.
func publishes(handle func(ctx context.Context, start func(func()), event publish)) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		var background sync.WaitGroup
		for request := range w.Int("requests") {
			ctx, cancel := context.WithCancel(context.WithValue(context.Background(), key{}, request))
			handle(ctx, background.Go, func(ctx context.Context) {
				if err := ctx.Err(); err != nil {
					t.Errorf("the event of request %d is not sent: %v", request, err)
				} else if of := ctx.Value(key{}); of != request {
					t.Errorf("the event of request %d says that it is of request %v", request, of)
				}
			})
			cancel()
		}
		background.Wait()
	}
}

// derives looks at a derived context when the function that made it has returned.
func derives(query func(ctx context.Context, ask func(ctx context.Context))) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		for range w.Int("requests") {
			var derived context.Context
			query(context.Background(), func(ctx context.Context) { derived = ctx })
			if derived.Err() == nil {
				t.Error("the derived context is not cancelled, and nobody uses it any more")
			}
		}
	}
}
