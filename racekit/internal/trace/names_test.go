package trace

import (
	"fmt"
	"strings"
	"testing"
)

func TestNamesOfGoroutines(t *testing.T) {
	at := func(fn string, line int) Frame { return Frame{Func: fn, File: "/src/bank_test.go", Line: line} }
	const run = "testing.(*T).Run.gowrap1"
	inRun := Frame{Func: "testing.(*T).Run", File: "/go/src/testing/testing.go", Line: 2106}
	sub := []Frame{{Func: "runtime.gopark"}, at("a/bank.helper", 9), at("a/bank.TestT.func2", 12), {Func: "testing.tRunner"}, {Func: run}}
	worker := &Trace{Test: "TestT", Tasks: []Task{
		{ID: 1, Start: "runtime.rkRootLoop"},
		{ID: 2, Start: "a/bank.serve", CreatedAt: at("a/bank.init.0", 3)}, // started by init
		{ID: 3, Start: run, Parent: 1, CreatedAt: inRun},
		{ID: 4, Start: "a/bank.TestT.func1", Parent: 3, CreatedAt: at("a/bank.TestT", 5)},
		{ID: 5, Start: "sync.(*WaitGroup).Go.func1", Parent: 3, CreatedAt: at("a/bank.TestT", 6)},
		{ID: 6, Start: "a/bank.TestT.gowrap2", Parent: 3, CreatedAt: at("a/bank.TestT", 7)},
		{ID: 7, Start: "a/bank.(*Account[...]).withdraw", Parent: 3, CreatedAt: at("a/bank.TestT", 8)},
		{ID: 8, Start: run, Parent: 3, CreatedAt: inRun, Stack: sub},
		{ID: 9, Start: run, Parent: 3, CreatedAt: inRun},
		{ID: 10, Start: "a/bank.TestT.func3", Parent: 3, CreatedAt: Frame{Func: "time.goFunc", File: "/go/src/time/sleep.go", Line: 215}},
		{ID: 11, Parent: 3},
	}}
	for _, tt := range []struct {
		reason string
		id     uint32
		label  string
		full   string
	}{
		{"package testing's own", 1, "G0 package testing", "G0 package testing"},
		{"from before the test, by its function", 2, "G2 serve", "G2 serve, started at /src/bank_test.go:3"},
		{"the test", 3, "G1 TestT", "G1 TestT"},
		{"a literal, by its place", 4, "G3 bank_test.go:5", "G3, started at /src/bank_test.go:5"},
		{"wg.Go, by its place", 5, "G4 bank_test.go:6", "G4, started at /src/bank_test.go:6"},
		{"a compiler's wrapper, by its place", 6, "G5 bank_test.go:7", "G5, started at /src/bank_test.go:7"},
		{"a method", 7, "G6 (*Account[...]).withdraw", "G6 (*Account[...]).withdraw, started at /src/bank_test.go:8"},
		{"a subtest whose stack is known, by its function", 8, "G7 TestT.func2", "G7 TestT.func2"},
		{"a subtest that has ended", 9, "G8 subtest", "G8 subtest"},
		{"a timer's function", 10, "G9 TestT.func3", "G9 TestT.func3, started by a timer"},
		{"nothing is known", 11, "G10 ", "G10"},
		{"there is no such goroutine", 99, "G98 ", "G98"},
	} {
		if got := worker.Name(tt.id) + " " + worker.Label(tt.id); got != tt.label {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.label)
		}
		if got := worker.Describe(tt.id); got != tt.full {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.full)
		}
	}
	seen := map[string]bool{}
	for _, task := range worker.Tasks {
		name := worker.Name(task.ID)
		if seen[name] || strings.Contains(worker.Describe(task.ID), "gowrap") {
			t.Errorf("%s is given twice, or names the compiler's part: %s", name, worker.Describe(task.ID))
		}
		seen[name] = true
	}
	if fmt.Sprint(worker.Hidden(1), worker.Hidden(3), worker.Main()) != "true false 3" {
		t.Error("goroutine 1 is not the hidden one, or 3 not the test")
	}
	worker.Tasks[8].Stack = nil
	worker.Events, worker.Stacks = []Event{{Task: 3}, {Task: 9}}, [][]Frame{nil, sub}
	if got := worker.Label(9); got != "TestT.func2" {
		t.Errorf("a subtest with a stack at one of its steps is %q", got)
	}
}

// A program model has no package testing: its first goroutine is the test.
func TestNamesWithoutWorker(t *testing.T) {
	tr := &Trace{Test: "TestX", Tasks: []Task{{ID: 1, Start: "prog.Test"}, {ID: 2, Parent: 1, Start: "prog.Test.func"}}}
	if got := fmt.Sprint(tr.Describe(1), " ", tr.Name(2), " ", tr.Hidden(1), " ", tr.Main()); got != "G1 TestX G2 false 1" {
		t.Error(got)
	}
	var none *Trace
	if got := none.Name(7) + none.Label(7) + none.Describe(1); got != "G7G1" {
		t.Error(got)
	}
}
