package test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestVerboseShowsEveryStep(t *testing.T) {
	failure := func(steps int) campaign.Finding {
		events := make([]trace.Event, steps)
		for i := range events {
			events[i] = trace.Event{Task: 1, Op: sched.OpAtomicLoad, Object: 7}
		}
		return campaign.Finding{Test: "TestX", Steps: steps, Record: "testdata/racekit/TestX/1", Trace: &trace.Trace{Events: events, Tasks: []trace.Task{{ID: 1}}}}
	}
	unrecorded := failure(1001)
	unrecorded.Record = ""
	const step = "1  G1   atomic load #7\n"
	for _, tt := range []struct {
		reason  string
		verbose bool
		failure campaign.Finding
		want    string
		not     string
	}{
		{"not asked for", false, failure(2), "", step},
		{"asked for", true, failure(2), step, "replay -v"},
		{"too many", true, failure(1001), "for all of its 1001 steps: racekit replay -v\n", step},
		{"too many, and there is no record", true, unrecorded, "it has 1001 steps, too many to print here", step},
	} {
		var b bytes.Buffer
		(&textSink{w: &b, verbose: tt.verbose}).test(campaign.Result{Test: "TestX", Findings: []campaign.Finding{tt.failure}})
		if got := b.String(); !strings.Contains(got, tt.want) || strings.Contains(got, tt.not) {
			t.Errorf("%s: want %q and not %q in\n%.600s", tt.reason, tt.want, tt.not, got)
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
		x := campaign.Result{Test: tt.test, Coverage: explore.Coverage{Uses: tt.uses}}
		if p.beside(&x); x.Coverage.Beside != tt.want {
			t.Errorf("%d: beside %s: %q, want %q", i, tt.test, x.Coverage.Beside, tt.want)
		}
	}
}

// A leak that every schedule of several tests shows is told once, at the end of the
// package.
func TestLeakOfManyTests(t *testing.T) {
	x, _ := leaks(t.Context())
	y, _ := leaksToo(t.Context())
	x.Test, y.Test = "TestA", "TestB"
	var b strings.Builder
	sink := textSink{w: &b}
	sink.test(x)
	sink.test(y)
	if b.String() != "" {
		t.Errorf("told before the package ends: %s", &b)
	}
	sink.end(pkgResult{})
	if got := b.String(); strings.Count(got, "goroutine leak:") != 1 || !strings.Contains(got, "--- FAIL: TestA and 1 more test (every schedule counted)\n") || !strings.Contains(got, "leaked by TestA, TestB/sub in every schedule counted") {
		t.Errorf("got %s", got)
	}
}
