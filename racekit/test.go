package racekit

import (
	"bytes"
	"context"
	"fmt"
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
		res, err := explore.Explore(ctx, lab, configOf(call, s, ""), nil)
		tell(ctx, call, s, lab, res, err)
	}
}

// configOf is how item of a call is explored.
func configOf(call *harness.Call, s config, item string) explore.Config {
	call.Budget = explore.Budget{Time: s.Budget}.Started()
	spec := s.Spec()
	spec.Test, spec.Input = call.T.Name(), call.Order(item)
	return explore.Config{
		Base:       spec,
		N:          s.Schedules,
		Budget:     call.Budget,
		Strategies: s.Strategies,
		Parallel:   runtime.NumCPU(),
		KeepGoing:  true,
		Exhaustive: harness.Race,
	}
}

// tell reports the result of an exploration to the test.
func tell(ctx context.Context, call *harness.Call, s config, lab execution.Laboratory, res explore.Result, err error) {
	t := call.T
	t.Helper()
	if s.Leaks == settings.NewLeaks {
		res.LeaveOutOldLeaks()
	}
	call.Fail(ctx, lab, res, s.Schedules)
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
		t.Logf("racekit: nothing wrong in %s", extent(res.Coverage, res.Executions, res.Distinct))
	}
	for _, note := range res.Notes() {
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
func perturb(call *harness.Call, s config) {
	t := call.T
	t.Helper()
	ctx, cancel := call.Context()
	defer cancel()
	res, err := native.Explore(ctx, native.Config{Test: t.Name(), Call: call.N, Seed: s.Seed, N: s.Schedules, Budget: s.Budget, Leaks: s.Leaks != settings.NoLeaks})
	switch {
	case err != nil:
		t.Errorf("racekit: %v", err)
	case res.Failure != nil:
		f := res.Failure
		for _, one := range f.Findings {
			var b bytes.Buffer
			harness.Terminal().WriteFailure(&b, report.Failure{Test: t.Name(), Finding: one, Output: f.Output})
			_, text, _ := strings.Cut(b.String(), "\n")
			t.Errorf("racekit: run %d of %d under random perturbation\n%s", f.Index+1, s.Schedules, strings.TrimRight(text, "\n"))
		}
		if len(f.Findings) == 0 {
			t.Errorf("racekit: run %d of %d under random perturbation failed:\n%s", f.Index+1, s.Schedules, f.Output)
		}
		t.Logf("run again: %s\nthe same perturbation, not the same schedule; racekit test finds and repeats schedules", call.Again())
	default:
		t.Logf("racekit: nothing wrong in %s under random perturbation; racekit test explores schedules", text.Count(res.Runs, "run"))
	}
}
