package explore

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

func times(n int, ops ...fake.Op) (out fake.Program) {
	for range n {
		out = append(out, ops...)
	}
	return out
}

// lateFlag shows a panic only if its goroutine is interrupted twice.
func lateFlag() fake.Program {
	return fake.Program{
		fake.Go(fake.Load("x"), fake.If(1, fake.Load("y"), fake.If(2, fake.Panic("seen")))),
		fake.Store("x", 1), fake.Add("z", 1), fake.Store("x", 1), fake.Store("y", 1),
	}
}

func TestCoverage(t *testing.T) {
	adds := func(goroutines, each int) fake.Program {
		return times(goroutines, fake.Go(times(each, fake.Add("x", 1))...))
	}
	endless := fake.Program{fake.Go(fake.Store("x", 1)), fake.Go(fake.Load("x"), fake.If(0, times(30_000, fake.Yield())...))}
	for _, tt := range []struct {
		name        string
		program     fake.Program
		n           int
		spec        func(*execution.Spec)
		want        string
		why         string
		found       int
		preemptions int
		reason      string
	}{
		{"verified", adds(2, 5), 1000, nil, "all 252 schedules (up to commuting independent steps)", "", 0, 0, "they fit"},
		{"one", times(3, fake.Go(fake.Load("x"))), 100, nil, "the only schedule (any other differs only in the order of independent steps)", "", 0, 0, "reads commute"},
		{"bounded", adds(3, 4), 4000, nil, "all schedules with at most 2 preemptions", "", 0, 0, "34,650 do not fit, but few with two preemptions"},
		{"none", adds(4, 20), 200, nil, "all schedules without a preemption", "more than the budget leaves", 0, 0, "those with one preemption are too many"},
		{"small budget", adds(2, 2), 20, nil, "a sample of 20 schedules", "", 0, 0, "the guess would cost too much of it"},
		{"walk", adds(2, 2), 100, nil, "a sample of 100 schedules", "", 0, 0, "a strategy was asked for"},
		{"least", lateFlag(), 150, nil, "", "", 1, 2, "not sampled; the search for fewer preemptions ends at two"},
		{"exact", lateFlag(), 50, nil, "", "", 1, 2, "at the end, beyond the budget"},
		{"real time", adds(2, 5), 300, func(s *execution.Spec) { s.RealTime = true }, "a sample of 300 schedules", "the machine's clock is not part of the schedule", 0, 0, "nothing is verified"},
		{"no end", endless, 60, nil, "a sample of 60 schedules", "an execution does not end", 0, 0, "one schedule of many is endless, and the search has a low bound on steps"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			spec := base()
			spec.MaxSteps = 100_000
			if tt.spec != nil {
				tt.spec(&spec)
			}
			lab := fake.New(tt.program...)
			cfg := Config{Base: spec, N: tt.n, Exhaustive: true, Parallel: 2}
			if tt.name == "exact" {
				cfg.Exact = 1000
			}
			if tt.name == "walk" {
				cfg.Strategies = []sched.Config{{Kind: sched.RandomWalk}}
			}
			res := explore(t, lab, cfg)
			if tt.found == 0 && (res.Coverage.String() != tt.want || res.Coverage.Why != tt.why && !strings.Contains(res.Coverage.Why, tt.why)) {
				t.Errorf("%q because %q, want %q because %q: %s", res.Coverage, res.Coverage.Why, tt.want, tt.why, tt.reason)
			}
			if len(res.Findings) != tt.found || res.Executions > tt.n+cfg.Exact {
				t.Fatalf("%d findings in %d executions, want %d in %d: %s", len(res.Findings), res.Executions, tt.found, tt.n, tt.reason)
			}
			for _, f := range res.Findings {
				if f.Preemptions != tt.preemptions || !f.Least || f.Verdict != Replayable {
					t.Errorf("%d preemptions, least %v, %s; want %d: %s", f.Preemptions, f.Least, f.Verdict, tt.preemptions, tt.reason)
				}
			}
		})
	}
}
