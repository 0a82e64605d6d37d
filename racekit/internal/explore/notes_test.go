package explore

import (
	"slices"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestNotes(t *testing.T) {
	for _, tt := range []struct {
		result Result
		want   []string
	}{
		{Result{}, nil},
		{Result{Isolated: true}, []string{"it cannot run twice in one process; every schedule had a process of its own"}},
		{Result{Alone: true}, []string{"a failure of two executions at once did not occur in one alone, so one worker explores the test: do executions share a port or a file?"}},
		{Result{Unrepeated: 1}, []string{"for lack of time not run again alone: 1 schedule with a finding that another execution may have caused"}},
		{Result{Coverage: Coverage{Uses: execution.UsesInexact}}, []string{"the race detector ran out of memory in a schedule, and may have missed a data race; let the test do less, or try -short"}},
		{Result{Limited: 2, Limitation: []byte("==12==ERROR: ThreadSanitizer failed to allocate 0x1000 bytes")}, []string{"2 schedules ended at a limit of the race detector: "}},
	} {
		got := tt.result.Notes()
		if tt.result.Limited > 0 && len(got) == 1 && len(got[0]) > len(tt.want[0]) {
			got[0] = got[0][:len(tt.want[0])]
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestNoPoint(t *testing.T) {
	start, resume := trace.Event{Task: 1, Op: sched.OpStart, Ready: 1}, trace.Event{Task: 1, Op: sched.OpResume, Ready: 1}
	for _, tt := range []struct {
		reason   string
		events   []trace.Event
		distinct int
		status   execution.Status
		want     bool
	}{
		{"nothing but what testing does", []trace.Event{start, start, resume}, 1, execution.Passed, true},
		{"it fails by itself", []trace.Event{start, start}, 1, execution.Failed, true},
		{"it skips itself", []trace.Event{start, start, resume}, 1, execution.Skipped, false},
		{"a lock", []trace.Event{start, {Op: sched.OpLock, Ready: 1}, resume}, 1, execution.Passed, false},
		{"parallel subtests: others could have started", []trace.Event{start, {Op: sched.OpStart, Ready: 2}, resume}, 1, execution.Passed, false},
		{"another schedule had more", []trace.Event{start, start, resume}, 2, execution.Passed, false},
	} {
		r := Result{Distinct: tt.distinct, First: execution.Outcome{Status: tt.status, Steps: len(tt.events), Trace: &trace.Trace{Events: tt.events}}}
		if got := r.NoPoint(); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.reason, got, tt.want)
		}
		r.First.Steps++ // not all of them were kept
		if r.NoPoint() {
			t.Errorf("%s: of a trace that is cut it is not known", tt.reason)
		}
	}
}
