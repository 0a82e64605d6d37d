package shrinking

import (
	"slices"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/shrink"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

// TestShrink compares the number of preemptions that are left with what is
// known of the programs, and replays the result.
func TestShrink(t *testing.T) {
	for _, tt := range []struct {
		pkg, test   string
		kind        finding.Kind
		preemptions int
		reason      string
	}{
		{"shapes", "TestLostUpdate", finding.TestFailure, 1, "between load and store"},
		{"shapes", "TestABBA", finding.DeadlockKind, 1, "between the locks"},
		{"shapes", "TestTwoCriticalSections", finding.TestFailure, 1, "between check and act"},
		{"shapes", "TestReorder3", finding.TestFailure, 1, "between the stores"},
		{"shapes", "TestReorder10", finding.TestFailure, 1, "between the stores"},
		{"shapes", "TestTwoStage1", finding.TestFailure, 1, "between the stages"},
		{"shapes", "TestDeep25", finding.TestFailure, 0, "the order of starts is enough"},
		{"bank", "TestTransfer", finding.TestFailure, 1, "between load and store"},
		{"shrink", "TestTwoPreemptions", finding.TestFailure, 2, "the value comes, and goes"},
		{"shrink", "TestThousandSteps", finding.TestFailure, 1, "between load and store"},
		{"hazards", "TestRWDeadlock", finding.DeadlockKind, 1, "between the two read locks"},
		{"hazards", "TestConcurrentMapWrites", finding.DataRace, 0, "the detector sees it in any order"},
		{"hazards", "TestLeak", finding.Leak, 0, "it leaks always"},
		{"hazards", "TestExitSometimes", finding.Exit, 1, "between load and store; the process ends"},
		{"hazards", "TestFatalSometimes", finding.Fatal, 1, "between load and store; the process ends"},
	} {
		p := lab.Pool(t, lab.Build(t, tt.pkg), 1)
		found, err := explore.Explore(t.Context(), p, explore.Config{Base: execution.Spec{Test: tt.test, Seed: 1, Leaks: true}, N: 3000}, nil)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(found.Findings, func(f *explore.Found) bool { return f.Kind == tt.kind && f.Verdict == explore.Replayable })
		if i < 0 {
			t.Errorf("%s: no %s among %d findings", tt.test, tt.kind, len(found.Findings))
			continue
		}
		f := found.Findings[i]
		o, id := &f.Outcome, f.Identity
		begin := time.Now()
		r, err := shrink.Shrink(t.Context(), p, f.Spec, *o, id, shrink.Config{Time: time.Hour})
		took := time.Since(begin)
		if err != nil || r.Note != "" {
			t.Errorf("%s: %v %s", tt.test, err, r.Note)
			continue
		}
		if n := len(r.Why.Switches); n != tt.preemptions {
			t.Errorf("%s: %d preemptions, want %d: %s\n%v", tt.test, n, tt.preemptions, tt.reason, r.Why.Lines(r.Outcome.Trace))
		}
		for _, s := range r.Why.Switches {
			if s.Without != "the test passes" {
				t.Errorf("%s: without the switch at step %d %s, want that it passes", tt.test, s.Event+1, s.Without)
			}
		}
		again := lab.Run(t, p.Fresh, r.Spec)
		if again.DivergedAt > 0 || !slices.ContainsFunc(explore.FromOutcome(again), func(f finding.Finding) bool { return finding.Identity(f) == id }) {
			t.Errorf("%s: the result does not replay\n%s", tt.test, lab.Tell(&again))
		}
		t.Logf("%s: %d steps with %d preemptions became %d with %d (minimal: %v, %d turns) in %d executions, %v",
			tt.test, o.Steps, o.Switches, r.Outcome.Steps, r.Outcome.Switches, r.Why.Minimal, len(r.Turns), r.Why.Executions, took)
	}
}
