package racekit

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/native"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

// Check is rapid.Check for concurrent code: draw draws what to do and returns
// the body that does it, and each body is run under 50 schedules (with -short
// 20), in this process. What is drawn is shrunk as far as a schedule is still
// found that fails; the report is of that one. The flags -rapid.* count.
//
// With an ordinary toolchain each body runs as a subtest, disturbed.
func Check(t *testing.T, draw func(t *rapid.T) (body func(t *testing.T)), opts ...Option) {
	t.Helper()
	if draw == nil {
		t.Fatal("racekit.Check: the function that draws is nil")
	}
	s := config{Values: harness.Defaults()}
	s.Schedules = defaultSchedules
	if testing.Short() {
		s.Schedules = defaultSchedules * 2 / 5
	}
	s = settingsFrom(t, s, opts)
	call := harness.Begin(t, "racekit.Check")
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		rt.Helper()
		body := draw(rt)
		switch {
		case body == nil:
			rt.Fatal("racekit.Check: the function that draws returns no body")
		case call.Place == harness.Inside:
			call.Whole()
		case call.Place == harness.Controlled:
			if f := check(rt, call, s, body); f != nil {
				// What is smaller need not be tried much longer than this took.
				s.Schedules = min(s.Schedules, 2*f.First+shrinkLeast)
				rt.Fatalf("racekit: %s", f.Kind) // the same each time, or rapid calls it flaky
			}
		default:
			runs++
			ok := true
			native.Disturbed(sched.Derive(s.Seed, runs), func() { ok = t.Run("drawn", body) })
			if !ok {
				rt.Fatal("racekit: the body fails")
			}
		}
	})
}

// shrinkLeast is the least number of schedules that tell that what was made
// smaller does not fail.
const shrinkLeast = 10

// A description is made where it is shown: rapid shows that of the last body.
type description func() string

func (d description) String() string { return d() }

// check explores one body, and returns what is wrong with it.
func check(rt *rapid.T, call *harness.Call, s config, body func(*testing.T)) *explore.Found {
	rt.Helper()
	ctx, cancel := call.Context()
	defer cancel()
	lab := call.InProcess(call.Body(body))
	cfg := configOf(call, s, "")
	cfg.Parallel, cfg.KeepGoing = 1, s.Leaks == settings.NewLeaks // the first may be one that is left out
	res, err := explore.Explore(ctx, lab, cfg, nil)
	if s.Leaks == settings.NewLeaks {
		res.LeaveOutOldLeaks()
	}
	switch {
	case len(res.Findings) > 0:
		rt.Log(description(func() string { return call.Describe(ctx, lab, res.Findings[0]) }))
		return res.Findings[0]
	case err != nil:
		rt.Fatalf("racekit: %v", err)
	}
	return nil
}
