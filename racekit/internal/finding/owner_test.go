package finding

import (
	"slices"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Goroutine 1 is package testing's, 2 runs TestX, 3 TestX/a, 4 TestX/a/in, 5
// TestX/b, 6 is started by 4 and 7 by 6, 8 by 5.
func subtests(failed int) *trace.Trace {
	return &trace.Trace{
		Test: "TestX", Failed: failed,
		Tests: []trace.Test{{Name: "TestX", Task: 2}, {Name: "TestX/a", Task: 3}, {Name: "TestX/a/in", Task: 4}, {Name: "TestX/b", Task: 5}},
		Tasks: []trace.Task{{ID: 1}, {ID: 2, Parent: 1}, {ID: 3, Parent: 2}, {ID: 4, Parent: 3}, {ID: 5, Parent: 2}, {ID: 6, Parent: 4}, {ID: 7, Parent: 6}, {ID: 8, Parent: 5}},
	}
}

func done(tr *trace.Trace, names ...string) *trace.Trace {
	for i := range tr.Tests {
		tr.Tests[i].Done = slices.Contains(names, tr.Tests[i].Name)
	}
	return tr
}

func inParallel(tr *trace.Trace, id uint32) *trace.Trace {
	tr.Task(id).Stack = []trace.Frame{{Func: "runtime.gopark"}, {Func: "testing.(*T).Parallel"}, {Func: "x.TestX.func1"}}
	return tr
}

func TestOwner(t *testing.T) {
	at := func(line int) []trace.Frame { return []trace.Frame{{Func: "x.F", File: "x.go", Line: line}} }
	race := &Race{Accesses: [2]Access{{Write: true, Stack: at(1), known: true}, {Write: true, Stack: at(2), known: true}}}
	raced := func(a, b uint32) *trace.Trace {
		tr := subtests(4)
		tr.Sites = map[uint32][]trace.Frame{1: at(1), 2: at(2)}
		tr.Events = []trace.Event{{Task: b, Op: sched.OpWrite, PC: 2, Object: 1}, {Task: a, Op: sched.OpWrite, PC: 1, Object: 1}}
		return tr
	}
	for _, tt := range []struct {
		reason string
		f      Finding
		tr     *trace.Trace
		want   string
	}{
		{"nothing is known", Finding{Kind: TestFailure}, nil, ""},
		{"nothing is known of subtests", Finding{Kind: TestFailure}, &trace.Trace{Test: "TestX"}, "TestX"},
		{"the test alone failed", Finding{Kind: TestFailure}, subtests(1), "TestX"},
		{"a subtest failed first", Finding{Kind: TestFailure}, subtests(3), "TestX/a/in"},
		{"a goroutine panicked whose parent a subtest started", Finding{Kind: Panic, Tasks: []uint32{7}}, subtests(0), "TestX/a/in"},
		{"the subtest itself panicked", Finding{Kind: Panic, Tasks: []uint32{5}}, subtests(0), "TestX/b"},
		{"it is unknown who panicked", Finding{Kind: Panic}, subtests(0), "TestX"},
		{"goroutines of one subtest leaked", Finding{Kind: Leak, Tasks: []uint32{6, 7}}, subtests(0), "TestX/a/in"},
		{"goroutines of two subtests leaked", Finding{Kind: Leak, Tasks: []uint32{6, 8}}, subtests(0), "TestX"},
		{"both accesses are by one subtest", Finding{Kind: DataRace, Race: race}, raced(4, 6), "TestX/a/in"},
		{"accesses by a subtest and one inside", Finding{Kind: DataRace, Race: race}, raced(3, 7), "TestX/a"},
		{"accesses by different subtests", Finding{Kind: DataRace, Race: race}, raced(8, 7), "TestX"},
		{"accesses that cannot be told: as package testing has it", Finding{Kind: DataRace, Race: race}, subtests(4), "TestX/b"},
		{"one subtest waits, and the test for it", Finding{Kind: DeadlockKind}, done(subtests(0), "TestX/a", "TestX/a/in"), "TestX/b"},
		{"two wait", Finding{Kind: DeadlockKind}, done(subtests(0)), "TestX"},
		{"the test waits before its parallel subtest's turn", Finding{Kind: DeadlockKind}, inParallel(done(subtests(0), "TestX/a", "TestX/a/in"), 5), "TestX"},
		{"a subtest waits before its own parallel subtest's turn", Finding{Kind: DeadlockKind}, inParallel(done(subtests(0), "TestX/b"), 4), "TestX/a"},
		{"a parallel subtest waits for its turn, another one for ever", Finding{Kind: Hang}, inParallel(done(subtests(0), "TestX/a/in"), 5), "TestX/a"},
	} {
		if got := Owner(tt.f, tt.tr); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// A subtest's name may have slashes of its own.
func TestOwnerWithSlashes(t *testing.T) {
	tr := &trace.Trace{Test: "TestX", Failed: 2, Tests: []trace.Test{{Name: "TestX", Task: 2}, {Name: "TestX/a/b", Task: 3}}}
	if got := Owner(Finding{Kind: TestFailure}, tr); got != "TestX/a/b" {
		t.Errorf("%q", got)
	}
}
