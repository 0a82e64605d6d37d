// Package verb has what the verbs of the library share: how settings become an
// exploration, and how a test is told what came of it.
package verb

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/native"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// Campaign is how item of a call is explored in lab, and its findings are told.
func Campaign(call *harness.Call, v settings.Values, lab execution.Laboratory, item string) *campaign.Campaign {
	spec := v.Spec()
	spec.Test, spec.Input = call.T.Name(), call.Order(item)
	k := call.Campaign(lab, explore.Config{
		Base:       spec,
		N:          v.Schedules,
		Budget:     explore.Budget{Time: v.Budget}.Started(),
		Strategies: v.Strategies,
		Parallel:   runtime.NumCPU(),
		KeepGoing:  true,
		Exhaustive: harness.Race,
	})
	k.NewLeaks = v.Leaks == settings.NewLeaks
	return k
}

// Override applies the flags and variables, and ends the test if one of them
// makes no sense.
func Override(t *testing.T, v *settings.Values) {
	t.Helper()
	if err := harness.Override(v, os.Getenv); err != nil {
		t.Fatalf("racekit: %v", err)
	}
}

// Tell reports the result of an exploration to the test.
func Tell(ctx context.Context, call *harness.Call, k *campaign.Campaign, res *explore.Result, err error) {
	t := call.T
	t.Helper()
	r := call.Fail(ctx, k, res)
	switch {
	case len(res.Findings) > 0 || len(r.Findings) > 0:
		t.Logf("racekit: %s, %d distinct\nrun again: %s", text.Count(res.Executions, "schedule"), res.Distinct, call.Again())
	case err != nil && ctx.Err() != nil:
		t.Errorf("racekit: the test's deadline came after %s without a finding; give it more -timeout or a smaller racekit.Budget", text.Count(res.Executions, "schedule"))
	case err != nil:
		t.Errorf("racekit: after %s: %v", text.Count(res.Executions, "schedule"), err)
	case res.Reason == explore.NotRun:
		t.Skip("racekit: the body skips the test")
	case r.Unfinished != "":
		t.Errorf("racekit: %s", r.Unfinished)
	default:
		t.Logf("racekit: nothing wrong in %s", Extent(res.Coverage, res.Executions, res.Distinct))
	}
	for _, note := range r.Notes {
		t.Logf("racekit: %s", note)
	}
}

// Extent says what was explored, and no more than that. A search counts schedules that
// differ only in the order of independent steps once, and has executions before it: how
// many there were in all is what other numbers are parts of.
func Extent(c explore.Coverage, executions, distinct int) string {
	if c.Extent == explore.Sampled {
		return fmt.Sprintf("%s, %d distinct", text.Count(executions, "schedule"), distinct)
	}
	said := c.String()
	if executions != c.Schedules {
		said += ", in " + text.Count(executions, "execution")
	}
	if why := c.Unsure(); why != "" {
		return said + ", but something may be left out: " + why
	}
	return said
}

// Perturb repeats the body of a call natively.
func Perturb(call *harness.Call, v settings.Values) {
	t := call.T
	t.Helper()
	ctx, cancel := call.Context()
	defer cancel()
	res, err := native.Explore(ctx, native.Config{Test: t.Name(), Call: call.N, Seed: v.Seed, N: v.Schedules, Budget: v.Budget, Leaks: v.Leaks != settings.NoLeaks})
	switch {
	case err != nil:
		t.Errorf("racekit: %v", err)
	case res.Failure != nil:
		f := res.Failure
		for _, one := range f.Findings {
			t.Errorf("racekit: run %d of %d under random perturbation\n%s", f.Index+1, v.Schedules,
				harness.Text(campaign.Finding{Test: t.Name(), Finding: one, Output: f.Output}))
		}
		if len(f.Findings) == 0 {
			t.Errorf("racekit: run %d of %d under random perturbation failed:\n%s", f.Index+1, v.Schedules, f.Output)
		}
		t.Logf("run again: %s\n(it repeats the perturbation, not the schedule; racekit test finds and repeats schedules)", call.Again())
	default:
		t.Logf("racekit: nothing wrong in %s under random perturbation; racekit test explores schedules", text.Count(res.Runs, "run"))
	}
}
