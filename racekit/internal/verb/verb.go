// Package verb has what the verbs of the library share: how settings become an
// exploration, and how a test is told what came of it.
package verb

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/native"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Config is how item of a call is explored.
func Config(call *harness.Call, v settings.Values, item string) explore.Config {
	call.Budget = explore.Budget{Time: v.Budget}.Started()
	spec := v.Spec()
	spec.Test, spec.Input = call.T.Name(), call.Order(item)
	return explore.Config{
		Base:       spec,
		N:          v.Schedules,
		Budget:     call.Budget,
		Strategies: v.Strategies,
		Parallel:   runtime.NumCPU(),
		KeepGoing:  true,
		Exhaustive: harness.Race,
	}
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
func Tell(ctx context.Context, call *harness.Call, v settings.Values, lab execution.Laboratory, res explore.Result, err error) {
	t := call.T
	t.Helper()
	if v.Leaks == settings.NewLeaks {
		res.LeaveOutOldLeaks()
	}
	call.Fail(ctx, lab, res, v.Schedules)
	for _, f := range res.Never() {
		t.Errorf("racekit: %s: %s", trace.Base(f.Sites[0].File)+":"+strconv.Itoa(f.Sites[0].Line), f.Message)
	}
	unfinished := res.Unfinished("give it a higher racekit.Budget", "let the body do less")
	switch {
	case len(res.Findings) > 0:
		t.Logf("racekit: %s, %d distinct\nrun again: %s", text.Count(res.Executions, "schedule"), res.Distinct, call.Again())
	case err != nil && ctx.Err() != nil:
		t.Errorf("racekit: the test's deadline came after %s that showed nothing; give it more -timeout or a smaller racekit.Budget", text.Count(res.Executions, "schedule"))
	case err != nil:
		t.Errorf("racekit: after %s: %v", text.Count(res.Executions, "schedule"), err)
	case res.Reason == explore.NotRun:
		t.Skip("racekit: the body skips itself")
	case unfinished != "":
		t.Errorf("racekit: %s", unfinished)
	default:
		t.Logf("racekit: nothing wrong in %s", Extent(res.Coverage, res.Executions, res.Distinct))
	}
	for _, note := range res.Notes() {
		t.Logf("racekit: %s", note)
	}
}

// Extent says what was explored, and no more than that.
func Extent(c explore.Coverage, executions, distinct int) string {
	if c.Extent == explore.Sampled {
		return fmt.Sprintf("%s, %d distinct", text.Count(executions, "schedule"), distinct)
	}
	if why := c.Unsure(); why != "" {
		return c.String() + "; that is not all there is: " + why
	}
	return c.String()
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
			var b bytes.Buffer
			harness.Terminal().WriteFailure(&b, report.Failure{Test: t.Name(), Finding: one, Output: f.Output})
			_, text, _ := strings.Cut(b.String(), "\n")
			t.Errorf("racekit: run %d of %d under random perturbation\n%s", f.Index+1, v.Schedules, strings.TrimRight(text, "\n"))
		}
		if len(f.Findings) == 0 {
			t.Errorf("racekit: run %d of %d under random perturbation failed:\n%s", f.Index+1, v.Schedules, f.Output)
		}
		t.Logf("run again: %s\nthe same perturbation, not the same schedule; racekit test finds and repeats schedules", call.Again())
	default:
		t.Logf("racekit: nothing wrong in %s under random perturbation; racekit test explores schedules", text.Count(res.Runs, "run"))
	}
}
