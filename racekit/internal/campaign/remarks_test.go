package campaign

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
)

func TestWorth(t *testing.T) {
	const all = "all 4 schedules (up to commuting independent steps)"
	complete := explore.Coverage{Extent: explore.Complete, Schedules: 4}
	bounded := explore.Coverage{Extent: explore.Bounded, Bound: 1, Why: "more are too many"}
	with := func(c explore.Coverage, onTime bool, uses execution.Uses, beside string) explore.Coverage {
		c.OnTime, c.Uses, c.Beside = onTime, uses, beside
		return c
	}
	rows := [][2]string{{"remaining", "U"}}
	for _, tt := range []struct {
		reason   string
		coverage explore.Coverage
		verified bool
		want     string
	}{
		{"all", complete, true, "    verified: " + all + "\n"},
		{"timers", with(complete, true, 0, ""), true, "    verified with timers on time: " + all + "\n"},
		{"a fact", with(complete, true, execution.UsesQuiet, ""), false, "    covered: all 4 schedules in which timers are on time (up to commuting independent steps)\n" +
			"    not verified: goroutines share the state of a standard package, such as templates or the cleanups of a test, and are not switched inside it\n"},
		{"parallel tests", with(complete, false, execution.UsesParallel, ""), false, "    verified alone: " + all + "; go test runs the test beside other parallel ones\n"},
		{"parallel tests, and a fact", with(complete, false, execution.UsesParallel|execution.UsesEnded, ""), false, "    covered: " + all + "\n" +
			"    not verified: the test is parallel with others of its package, which were not run with it; more than 60 goroutines end, and the race detector forgets the first\n"},
		{"no reason", with(complete, false, execution.UsesGlobals, ""), true, "    verified: " + all + "\n"},
		{"what others leave", with(complete, false, execution.UsesGlobals, "TestA"), false, "    covered: " + all + "\n" +
			"    not verified: goroutines that TestA leaves may run at the same time, and both use package variables\n"},
		{"few preemptions", bounded, false, "    verified: all schedules with at most 1 preemption\n    not all schedules: more are too many\n    remaining: U\n"},
		{"few preemptions, and a fact", with(bounded, false, execution.UsesEnded, ""), false, "    covered: all schedules with at most 1 preemption\n" +
			"    not verified: more than 60 goroutines end, and the race detector forgets the first\n    not all schedules: more are too many\n    remaining: U\n"},
		{"a sample", explore.Coverage{Schedules: 9, Why: "the test reads the clock"}, false, "    not verified: the test reads the clock\n    remaining: U\n"},
		{"a sample was asked for", explore.Coverage{Schedules: 9}, false, "    remaining: U\n"},
	} {
		var b strings.Builder
		x := Result{Test: "TestX", Schedules: 9, Coverage: tt.coverage, Confidence: rows}
		if worth(&b, &x); b.String() != tt.want || x.Verified() != tt.verified {
			t.Errorf("%s: verified %v, want %v;\n%swant\n%s", tt.reason, x.Verified(), tt.verified, b.String(), tt.want)
		}
	}
}

func TestNoPointRemark(t *testing.T) {
	x := Result{Test: "TestX", Schedules: 9, Distinct: 1, NoPoint: true, Coverage: explore.Coverage{Extent: explore.Complete, Schedules: 1}}
	const explored, nothing = "    explored: 9 schedules, 1 distinct", "; no scheduling point: there was nothing to explore"
	if got := x.Remarks(true); !strings.HasPrefix(got, explored+nothing+"\n    verified: ") {
		t.Errorf("%s", got)
	}
	if got := x.Remarks(false); got != "" {
		t.Errorf("not asked for: %s", got)
	}
	x.NoPoint = false
	if got := x.Remarks(true); !strings.HasPrefix(got, explored+"\n") {
		t.Errorf("there was a point: %s", got)
	}
}

// The number of schedules that are verified is one of those that the line above has.
func TestExplored(t *testing.T) {
	complete := explore.Coverage{Extent: explore.Complete, Schedules: 4}
	onTime := complete
	onTime.OnTime = true
	for _, tt := range []struct {
		reason   string
		coverage explore.Coverage
		want     string
	}{
		{"all", complete, "    explored: 42 schedules, 12 distinct, 4 up to commuting independent steps\n"},
		{"no two of them are equal", explore.Coverage{Extent: explore.Complete, Schedules: 12}, "    explored: 42 schedules, 12 distinct\n"},
		{"of those that were drawn, timers of some are early", onTime, "    explored: 42 schedules, 12 distinct\n"},
		{"a sample", explore.Coverage{Schedules: 42}, "    explored: 42 schedules, 12 distinct\n"},
	} {
		x := Result{Test: "TestX", Schedules: 42, Distinct: 12, Coverage: tt.coverage}
		if got, _, _ := strings.Cut(x.Remarks(true), "\n"); got+"\n" != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}
