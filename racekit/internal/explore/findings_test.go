package explore

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestFromOutcome(t *testing.T) {
	site := trace.Frame{Func: "example.com/bank.f", File: "/none/bank.go", Line: 3, Entry: 2}
	tr := &trace.Trace{Tasks: []trace.Task{{ID: 1, State: trace.Blocked, Stack: []trace.Frame{site}}}}
	for _, tt := range []struct {
		status execution.Status
		want   finding.Kind
	}{
		{execution.Passed, ""},
		{execution.Skipped, ""},
		{execution.Failed, finding.TestFailure},
		{execution.Panicked, finding.Panic},
		{execution.Deadlock, finding.DeadlockKind},
		{execution.Livelock, finding.Livelock},
		{execution.TimedOut, finding.Hang},
		{execution.Crashed, finding.Exit},
		{execution.Hung, finding.Hang},
		{execution.Diverged, finding.Nondeterminism},
	} {
		if _, ok := endings[tt.status]; !ok {
			t.Errorf("status %d has no ending", tt.status)
		}
		found := FromOutcome(execution.Outcome{Status: tt.status, Trace: tr, Stack: []trace.Frame{site}, Message: "exit status 1"})
		if tt.want == "" {
			if len(found) != 0 {
				t.Errorf("status %d: found %v", tt.status, found)
			}
			continue
		}
		if len(found) != 1 || found[0].Kind != tt.want {
			t.Errorf("status %d: found %v, want one %s", tt.status, found, tt.want)
		}
	}
	if found := FromOutcome(execution.Outcome{Leaked: []uint32{1}, Trace: tr}); len(found) != 1 || found[0].Kind != finding.Leak {
		t.Errorf("leak: %v", found)
	}
	if found := FromOutcome(execution.Outcome{Races: 1}); len(found) != 1 || found[0].Kind != finding.DataRace {
		t.Errorf("race: %v", found)
	}
}
