package linearizable

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/linear"
	"github.com/racekit/toolkit/racekit/internal/native"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/verb"
)

const (
	defaultPrograms  = 100
	defaultSchedules = 50 // of each program
)

// Test draws programs over the type of what construct returns, runs each under
// many schedules, and fails t if one run has no linearization. Data races and
// deadlocks are findings too.
//
// The options of package racekit that Test accepts are racekit.Schedules (for
// each program; 50, with -short 20), racekit.Budget (for all programs together),
// racekit.Seed, racekit.Cooperative, and strategies.
func Test[S any](t *testing.T, construct func() S, opts ...Option) {
	t.Helper()
	call := harness.Begin(t, "linearizable.Test")
	c := config{Values: harness.Defaults(), programs: defaultPrograms}
	c.Schedules = defaultSchedules
	if testing.Short() {
		c.programs, c.Schedules = defaultPrograms/5, defaultSchedules*2/5
	}
	for _, o := range opts {
		if err := c.apply(o); err != nil {
			t.Fatal(err)
		}
	}
	verb.Override(t, &c.Values)
	if construct == nil {
		t.Fatalf("linearizable.Test: the constructor is nil; pass a function that makes a new value to call methods on")
	}
	c.linear.New = func() any { return construct() }
	subject, err := linear.NewSubject(c.linear)
	if err != nil {
		t.Fatalf("linearizable.Test: %v", err)
	}
	x := &search{call: call, config: c, subject: subject}
	switch call.Place {
	case harness.Inside:
		program, whole, ours := call.Item()
		if whole {
			call.Whole()
		}
		if ours {
			x.execute(program)
		}
	case harness.Repeated:
		native.Serve(t, call.N, x.repeat())
	case harness.Ordinary:
		v := c.Values
		v.Schedules, v.Leaks = c.programs, settings.NoLeaks // calls that wait are no leak
		verb.Perturb(call, v)
	case harness.Controlled:
		ctx, cancel := call.Context()
		defer cancel()
		x.explore(ctx)
	}
}
