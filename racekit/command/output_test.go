package command

import (
	"bytes"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestVerboseShowsEveryStep(t *testing.T) {
	failure := func(steps int) report.Failure {
		events := make([]trace.Event, steps)
		for i := range events {
			events[i] = trace.Event{Task: 1, Op: sched.OpAtomicLoad, Object: 7}
		}
		return report.Failure{Test: "TestX", Steps: steps, Record: "testdata/racekit/TestX/1", Trace: &trace.Trace{Events: events, Tasks: []trace.Task{{ID: 1}}}}
	}
	unrecorded := failure(1001)
	unrecorded.Record = ""
	const step = "1  G1   atomic load #7\n"
	for _, tt := range []struct {
		reason  string
		verbose bool
		failure report.Failure
		want    string
		not     string
	}{
		{"not asked for", false, failure(2), "", step},
		{"asked for", true, failure(2), step, "replay -v"},
		{"too many", true, failure(1001), "for all of its 1001 steps: racekit replay -v\n", step},
		{"too many, and there is no record", true, unrecorded, "it has 1001 steps, too many to print here", step},
	} {
		var b bytes.Buffer
		(&textSink{w: &b, verbose: tt.verbose}).test(exploration{Test: "TestX", Findings: []found{{Failure: tt.failure}}})
		if got := b.String(); !strings.Contains(got, tt.want) || strings.Contains(got, tt.not) {
			t.Errorf("%s: want %q and not %q in\n%.600s", tt.reason, tt.want, tt.not, got)
		}
	}
}

func TestWorth(t *testing.T) {
	const all = "all 4 schedules (up to commuting independent steps)"
	complete := explore.Coverage{Extent: explore.Complete, Schedules: 4}
	bounded := explore.Coverage{Extent: explore.Bounded, Bound: 1, Why: "more are too many"}
	with := func(c explore.Coverage, onTime bool, uses execution.Uses, beside string) explore.Coverage {
		c.OnTime, c.Uses, c.Beside = onTime, uses, beside
		return c
	}
	rows := [][2]string{{"unseen", "U"}}
	for _, tt := range []struct {
		reason   string
		coverage explore.Coverage
		verified bool
		want     string
	}{
		{"all", complete, true, "    verified: " + all + "\n"},
		{"timers", with(complete, true, 0, ""), true, "    verified with timers on time: " + all + "\n"},
		{"a fact", with(complete, true, execution.UsesParallel, ""), false, "    covered:  all 4 schedules in which timers are on time (up to commuting independent steps)\n" +
			"    not verified: the test is parallel with others of its package, which were not run beside it\n"},
		{"no reason", with(complete, false, execution.UsesGlobals, ""), true, "    verified: " + all + "\n"},
		{"what others leave", with(complete, false, execution.UsesGlobals, "TestA"), false, "    covered:  " + all + "\n" +
			"    not verified: goroutines that TestA leaves may run beside it, and both use variables of packages\n"},
		{"few preemptions", bounded, false, "    verified: all schedules with at most 1 preemption\n    not all:  more are too many\n    unseen:   U\n"},
		{"few preemptions, and a fact", with(bounded, false, execution.UsesEnded, ""), false, "    covered:  all schedules with at most 1 preemption\n" +
			"    not verified: more than 60 goroutines end, and the race detector forgets the first\n    not all:  more are too many\n    unseen:   U\n"},
		{"a sample", explore.Coverage{Schedules: 9, Why: "the test reads the clock"}, false, "    not verified: the test reads the clock\n    unseen:   U\n"},
		{"a sample was asked for", explore.Coverage{Schedules: 9}, false, "    unseen:   U\n"},
	} {
		var b strings.Builder
		x := exploration{Test: "TestX", Schedules: 9, Coverage: tt.coverage, Confidence: rows}
		if x.worth(&b); b.String() != tt.want || x.verified() != tt.verified {
			t.Errorf("%s: verified %v, want %v;\n%swant\n%s", tt.reason, x.verified(), tt.verified, b.String(), tt.want)
		}
	}
}

// Who comes after a test that leaves goroutines is not alone, where both use
// variables of packages.
func TestBeside(t *testing.T) {
	const globals, leaves = execution.UsesGlobals, execution.UsesOutlives
	var p pkgResult
	for i, tt := range []struct {
		test string
		uses execution.Uses
		want string
	}{
		{"TestA", leaves, ""}, {"TestB", globals, ""}, {"TestC", globals | leaves, ""},
		{"TestD", globals, "TestC"}, {"TestE", 0, ""}, {"TestF", globals | leaves, "TestC"}, {"TestG", globals, "TestC"},
	} {
		x := exploration{Test: tt.test, Coverage: explore.Coverage{Uses: tt.uses}}
		if p.beside(&x); x.Coverage.Beside != tt.want {
			t.Errorf("%d: beside %s: %q, want %q", i, tt.test, x.Coverage.Beside, tt.want)
		}
	}
}
