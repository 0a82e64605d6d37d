package trace

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

func TestPlaces(t *testing.T) {
	at := func(fn string, line int) Frame { return Frame{Func: fn, File: "/src/bank_test.go", Line: line} }
	done := Frame{Func: "sync.(*WaitGroup).Go.func1", File: "/go/src/sync/waitgroup.go", Line: 81}
	tr := &Trace{
		Tasks: []Task{
			{ID: 1, Start: "testing.(*T).Run.gowrap1", CreatedAt: Frame{Func: "testing.(*T).Run", File: "/go/src/testing/testing.go", Line: 2111}},
			{ID: 2, Parent: 1, CreatedAt: at("a/bank.run", 5)},
			{ID: 3, Parent: 1, CreatedAt: at("a/bank.run", 6)},
		},
		Events: []Event{{Task: 1, Op: sched.OpGo, PC: 1}, {Task: 1, Op: sched.OpGo, PC: 2}, {Task: 2, Op: sched.OpWGDone, PC: 3}, {Task: 1, Op: sched.OpStart, PC: 3}},
		Sites: map[uint32][]Frame{
			1: {{Func: "sync.(*WaitGroup).Go"}, at("a/bank.run", 5), at("a/bank.TestT", 9)},
			2: {{Func: "sync.(*WaitGroup).Go"}, at("a/bank.run", 6), at("a/bank.TestT", 10)},
			3: {done},
		},
	}
	if f, ok := tr.Place(2); !ok || f.Line != 5 {
		t.Errorf("what WaitGroup.Go does at the end of a goroutine is at %v, want its go statement", f)
	}
	if f, ok := tr.Place(3); !ok || f != done {
		t.Errorf("a step of the test's goroutine is at %v: package testing has started it", f)
	}
	for _, tt := range []struct {
		reason string
		line   int
		want   [2]bool // for the go statements on lines 5 and 6
	}{
		{"the go statement itself", 5, [2]bool{true, false}},
		{"the call of a function that is inlined", 10, [2]bool{false, true}},
		{"a line that starts nothing", 99, [2]bool{}},
	} {
		starts := tr.StartedBy(Frame{File: "/src/bank_test.go", Line: tt.line})
		if got := [2]bool{starts[tr.Tasks[1].CreatedAt], starts[tr.Tasks[2].CreatedAt]}; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.reason, got, tt.want)
		}
	}
}
