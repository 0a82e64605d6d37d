package racekit

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/native"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/verb"
)

// Test runs body under many schedules and fails t if one of them has a finding.
//
// Body must do the same each time, and must not depend on what earlier
// executions have left. The code of the test before the call is part of each
// execution as well. An ordinary toolchain repeats body under random
// perturbation instead, which finds less and repeats nothing exactly.
func Test(t *testing.T, body func(t *testing.T), opts ...TestOption) {
	t.Helper()
	call := harness.Begin(t, "racekit.Test")
	if body == nil {
		t.Fatal("racekit.Test: the body is nil")
	}
	run(call, settingsOf(t, opts), body)
}

// run runs body in the way of the place where the test runs.
func run(call *harness.Call, v settings.Values, body func(*testing.T)) {
	t := call.T
	t.Helper()
	body = call.Body(body)
	switch call.Place {
	case harness.Inside:
		if _, _, ours := call.Item(); ours {
			body(t)
		}
	case harness.Repeated:
		native.Serve(t, call.N, body)
	case harness.Ordinary:
		verb.Perturb(call, v)
	case harness.Controlled:
		ctx, cancel := call.Context()
		defer cancel()
		lab, end, err := call.Laboratory(body)
		if err != nil {
			t.Fatal(err)
		}
		defer end()
		k := verb.Campaign(call, v, lab, "")
		res, err := explore.Explore(ctx, lab, k.Explore, nil)
		verb.Tell(ctx, call, k, &res, err)
	}
}
