package racekit

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/native"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// Test runs body under many schedules and fails t if anything goes wrong in
// one: a data race, a deadlock, a goroutine leak, a panic, a fatal error, or a
// failure that body reports.
//
// Body must do the same each time, and must not depend on what earlier
// executions have left. The code of the test before the call is part of each
// execution as well. Under an ordinary toolchain body is repeated under random
// perturbation instead, which finds less and repeats nothing exactly.
func Test(t *testing.T, body func(t *testing.T), opts ...Option) {
	t.Helper()
	call := harness.Begin(t, "racekit.Test")
	if body == nil {
		t.Fatal("racekit.Test: the body is nil")
	}
	s := settingsOf(t, opts)
	body = call.Body(body)
	switch call.Place {
	case harness.Inside:
		if _, _, ours := call.Item(); ours {
			body(t)
		}
	case harness.Repeated:
		native.Serve(t, call.N, body)
	case harness.Ordinary:
		perturb(call, s)
	case harness.Controlled:
		ctx, cancel := call.Context()
		defer cancel()
		lab, end, err := call.Laboratory(body)
		if err != nil {
			t.Fatal(err)
		}
		defer end()
		k := campaignOf(call, s, lab, "")
		res, err := explore.Explore(ctx, lab, k.Explore, nil)
		tell(ctx, call, k, &res, err)
	}
}

// campaignOf is how item of a call is explored, and its findings are told.
func campaignOf(call *harness.Call, s harness.Settings, lab execution.Laboratory, item string) *campaign.Campaign {
	k := call.Campaign(lab, explore.Config{
		Base:       execution.Spec{Test: call.T.Name(), Input: call.Order(item), Seed: s.Seed, Model: s.Model, Leaks: s.Leaks},
		N:          s.Schedules,
		Budget:     explore.Budget{Time: s.Budget}.Started(),
		Strategies: s.Strategies,
		Parallel:   runtime.NumCPU(),
		KeepGoing:  true,
		Exhaustive: harness.Race,
	})
	k.NewLeaks = s.NewLeaks
	return k
}

// tell reports the result of an exploration to the test.
func tell(ctx context.Context, call *harness.Call, k *campaign.Campaign, res *explore.Result, err error) {
	t := call.T
	t.Helper()
	r := call.Fail(ctx, k, res)
	switch {
	case len(res.Findings) > 0:
		t.Logf("racekit: %s, %d distinct\nrun again: %s", text.Count(res.Executions, "schedule"), res.Distinct, call.Again())
	case err != nil && ctx.Err() != nil:
		t.Errorf("racekit: the test's deadline came after %s that showed nothing; give it more -timeout or a smaller racekit.Budget", text.Count(res.Executions, "schedule"))
	case err != nil:
		t.Errorf("racekit: after %s: %v", text.Count(res.Executions, "schedule"), err)
	case res.Reason == explore.NotRun:
		t.Skip("racekit: the body skips itself")
	case r.Unfinished != "":
		t.Errorf("racekit: %s", r.Unfinished)
	default:
		t.Logf("racekit: nothing wrong in %s", extent(res.Coverage, res.Executions, res.Distinct))
	}
	for _, note := range r.Notes {
		t.Logf("racekit: %s", note)
	}
}

// extent says what was explored, and no more than that.
func extent(c explore.Coverage, executions, distinct int) string {
	if c.Extent == explore.Sampled {
		return fmt.Sprintf("%s, %d distinct", text.Count(executions, "schedule"), distinct)
	}
	if why := c.Unsure(); why != "" {
		return c.String() + "; that is not all there is: " + why
	}
	return c.String()
}

// perturb repeats the body of a call natively.
func perturb(call *harness.Call, s harness.Settings) {
	t := call.T
	t.Helper()
	ctx, cancel := call.Context()
	defer cancel()
	res, err := native.Explore(ctx, native.Config{Test: t.Name(), Call: call.N, Seed: s.Seed, N: s.Schedules, Budget: s.Budget, Leaks: s.Leaks})
	switch {
	case err != nil:
		t.Errorf("racekit: %v", err)
	case res.Failure != nil:
		f := res.Failure
		for _, one := range f.Findings {
			t.Errorf("racekit: run %d of %d under random perturbation\n%s", f.Index+1, s.Schedules,
				harness.Text(campaign.Finding{Test: t.Name(), Finding: one, Output: f.Output}))
		}
		if len(f.Findings) == 0 {
			t.Errorf("racekit: run %d of %d under random perturbation failed:\n%s", f.Index+1, s.Schedules, f.Output)
		}
		t.Logf("run again: %s\nthe same perturbation, not the same schedule; racekit test finds and repeats schedules", call.Again())
	default:
		t.Logf("racekit: nothing wrong in %s under random perturbation; racekit test explores schedules", text.Count(res.Runs, "run"))
	}
}
