package property

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/native"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/verb"
)

// defaultSchedules is how many schedules a body is run under.
const defaultSchedules = 50

// Check is rapid.Check for concurrent code: draw draws what to do and returns
// the body that does it, and each body is run under 50 schedules (with -short
// 20), in this process. What is drawn is shrunk as long as a failing schedule is
// still found; the report shows the last one. The flags -rapid.* apply.
//
// With an ordinary toolchain each body runs once as a subtest, with random delays.
func Check(t *testing.T, draw func(t *rapid.T) (body func(t *testing.T)), opts ...racekit.TestOption) {
	t.Helper()
	if draw == nil {
		t.Fatal("property.Check: the function that draws is nil")
	}
	v := harness.Defaults()
	v.Schedules = defaultSchedules
	if testing.Short() {
		v.Schedules = defaultSchedules * 2 / 5
	}
	for _, o := range opts {
		if err := o.Apply(&v); err != nil {
			t.Fatal(err)
		}
	}
	verb.Override(t, &v)
	call := harness.Begin(t, "property.Check")
	runs := 0
	rapid.Check(t, func(rt *rapid.T) {
		rt.Helper()
		body := draw(rt)
		switch {
		case body == nil:
			rt.Fatal("property.Check: the function that draws returns no body")
		case call.Place == harness.Inside:
			call.Whole()
		case call.Place == harness.Controlled:
			if f := check(rt, call, v, body); f != nil {
				// What is smaller need not be tried much longer than this took.
				v.Schedules = min(v.Schedules, 2*f.First+shrinkLeast)
				rt.Fatalf("racekit: %s", f.Kind) // the same each time, or rapid calls it flaky
			}
		default:
			runs++
			ok := true
			native.Disturbed(sched.Derive(v.Seed, runs), func() { ok = t.Run("drawn", body) })
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
func check(rt *rapid.T, call *harness.Call, v settings.Values, body func(*testing.T)) *explore.Found {
	rt.Helper()
	ctx, cancel := call.Context()
	defer cancel()
	lab := call.InProcess(call.Body(body))
	k := verb.Campaign(call, v, lab, "")
	k.Explore.Parallel, k.Explore.KeepGoing = 1, k.NewLeaks // the first may be one that is left out
	res, err := explore.Explore(ctx, lab, k.Explore, nil)
	if k.NewLeaks {
		res.LeaveOutOldLeaks()
	}
	switch {
	case len(res.Findings) > 0:
		rt.Log(description(func() string { return call.Describe(ctx, k, res.Findings[0]) }))
		return res.Findings[0]
	case err != nil:
		rt.Fatalf("racekit: %v", err)
	}
	return nil
}
