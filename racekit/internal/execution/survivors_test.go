package execution

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestSurvivors(t *testing.T) {
	frames := map[uint32]trace.Frame{
		1: {Func: "runtime.rkRootLoop"}, 2: {Func: "testing.(*T).Run.gowrap1"}, 3: {Func: "a.TestT", File: "a.go", Line: 3},
		4: {Func: "a.TestT", File: "a.go", Line: 4}, 5: {Func: "a.f"}, 6: {Func: "a.g"},
	}
	at := func(pc uint32) []trace.Frame {
		if f, ok := frames[pc]; ok {
			return []trace.Frame{f}
		}
		return nil
	}
	start := func(task, pc uint32) trace.Event { return trace.Event{Task: task, Op: sched.OpStart, PC: pc} }
	goes := func(task, pc uint32) trace.Event { return trace.Event{Task: task, Op: sched.OpGo, PC: pc} }
	root, test := trace.Task{ID: 1, Start: "runtime.rkRootLoop"}, trace.Task{ID: 2, Parent: 1, Start: "testing.(*T).Run.gowrap1"}
	for _, tt := range []struct {
		reason string
		n      int
		events []trace.Event
		want   []trace.Task
	}{
		{"two go statements, of which one goroutine has not begun", 4, []trace.Event{start(1, 1), start(2, 2), goes(2, 3), goes(2, 4), start(4, 6)},
			[]trace.Task{root, test, {ID: 3, Parent: 2, CreatedAt: frames[3]}, {ID: 4, Parent: 2, Start: "a.g", CreatedAt: frames[4]}}},
		{"one from before the execution", 4, []trace.Event{start(1, 1), {Task: 2, Op: sched.OpResume}, start(3, 2), goes(3, 3), start(4, 5)},
			[]trace.Task{root, {ID: 2}, {ID: 3, Parent: 1, Start: test.Start}, {ID: 4, Parent: 3, Start: "a.f", CreatedAt: frames[3]}}},
		{"one that a timer started: whose go statement is whose is unknown", 4, []trace.Event{start(1, 1), start(2, 2), goes(2, 3), start(4, 6), start(3, 5)},
			[]trace.Task{root, test, {ID: 3, Start: "a.f"}, {ID: 4, Start: "a.g"}}},
		{"it died before the test began", 1, []trace.Event{start(1, 1)}, []trace.Task{root}},
		{"events that do not fit the number of goroutines", 1, []trace.Event{start(1, 1), start(2, 2)}, nil},
	} {
		if diff := cmp.Diff(tt.want, survivors(tt.events, tt.n, at)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
		}
	}
}

func TestFit(t *testing.T) {
	script := []uint32{1, 2, 1}
	for _, tt := range []struct {
		reason     string
		in         Outcome
		status     Status
		divergedAt int
	}{
		{"it fitted", Outcome{Steps: 3}, Passed, 0},
		{"it went on after the script", Outcome{Steps: 9}, Passed, 0},
		{"its goroutine could not run", Outcome{Steps: 9, DivergedAt: 2}, Diverged, 2},
		{"it ended before", Outcome{Steps: 1}, Diverged, 2},
		{"it skipped itself", Outcome{Status: Skipped, Steps: 1}, Diverged, 2},
		{"it shows something wrong", Outcome{Status: Failed, Steps: 9, DivergedAt: 2}, Failed, 2},
		{"it shows something wrong before the script ends", Outcome{Status: Panicked, Steps: 1}, Panicked, 0},
		{"it raced", Outcome{Steps: 9, DivergedAt: 2, Races: 1}, Passed, 2},
	} {
		o := tt.in
		o.Fit(script)
		if o.Status != tt.status || o.DivergedAt != tt.divergedAt {
			t.Errorf("%s: status %d at %d, want %d at %d", tt.reason, o.Status, o.DivergedAt, tt.status, tt.divergedAt)
		}
	}
}
