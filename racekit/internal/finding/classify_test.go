package finding

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/source"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

const bankTest = `package bank

import "testing"

func TestTransfer(t *testing.T) {
	t.Log("starting")
	if got := 1; got != 2 {
		t.Errorf("balance = %d", got)
	}
	require.Equal(t, 1, 2)
	t.Run("sub", func(t *testing.T) {
		t.Fatal("in the subtest")
	})
}
`

var bankSource = source.Files{ReadFile: func(name string) ([]byte, error) {
	if name == "/src/bank_test.go" {
		return []byte(bankTest), nil
	}
	return nil, errors.New("no such file")
}}

func raceText(first, second int) string {
	side := func(verb string, id, line int) string {
		return fmt.Sprintf("%s at 0x00c000018268 by goroutine %d:\n  example.com/bank.f()\n      /src/bank.go:%d +0x44\n\n", verb, id, line)
	}
	return raceRule + "\n" + raceMark + "\n" + side("Write", 7, first) + side("Previous read", 8, second) + raceRule + "\n"
}

func TestClassify(t *testing.T) {
	testFrame := trace.Frame{Func: "example.com/bank.TestTransfer", File: "/src/bank_test.go", Line: 9, Entry: 5}
	inTest := &trace.Trace{Tasks: []trace.Task{{ID: 1, Start: "example.com/bank.TestTransfer", Stack: []trace.Frame{testFrame}}}}
	note := "    testing.go:1712: race detected during execution of test\n"
	blocked := func(ids ...uint32) *trace.Trace {
		return traceOf(ids, step{1, sched.OpGo, 0, 11}, step{2, recv, 1, 21}, step{3, recv, 2, 21}, step{4, recv, 3, 41})
	}
	spin := &trace.Trace{Tasks: []trace.Task{
		{ID: 1, Start: "example.com/bank.TestX", State: trace.Blocked},
		{ID: 2, Start: "example.com/bank.poll", State: trace.Runnable, Stack: []trace.Frame{bankFrame(33)}},
	}}
	for _, tt := range []struct {
		reason string
		in     Facts
		want   string // "kind: message @ sites" per finding
	}{
		{"nothing", Facts{}, ""},
		{"a race in a test that passes its own checks", Facts{Ending: Failed, Races: 1, Output: []byte(raceText(13, 17) + note)},
			"data race: write in f races with read in f @ example.com/bank.f"},
		{"two different races", Facts{Ending: Failed, Races: 2, Output: []byte(raceText(13, 17) + strings.ReplaceAll(raceText(1, 2), "bank.f()", "bank.g()") + note)},
			"data race: write in f races with read in f @ example.com/bank.f\ndata race: write in g races with read in g @ example.com/bank.g"},
		{"one race twice", Facts{Ending: Passed, Races: 2, Output: []byte(raceText(13, 17) + raceText(13, 17))},
			"data race: write in f races with read in f @ example.com/bank.f"},
		{"a race and t.Log is one finding", Facts{Ending: Failed, Races: 1, Output: []byte(raceText(13, 17) + "    bank_test.go:6: starting\n" + note), Trace: inTest},
			"data race: write in f races with read in f @ example.com/bank.f"},
		{"a race and t.Error are two", Facts{Ending: Failed, Races: 1, Output: []byte(raceText(13, 17) + "    bank_test.go:6: starting\n    bank_test.go:8: balance = 1\n" + note), Trace: inTest},
			"data race: write in f races with read in f @ example.com/bank.f\ntest failure: balance = 1 @ example.com/bank.TestTransfer+4"},
		{"a race and a line that may be t.Log is one finding", Facts{Ending: Failed, Races: 1, Output: []byte(raceText(13, 17) + "    x_test.go:6: starting\n" + note)},
			"data race: write in f races with read in f @ example.com/bank.f"},
		{"a race whose report is lost", Facts{Test: "TestX", Ending: Failed, Races: 1, Output: []byte(note)},
			"data race: the race detector counted a race, but its report is missing from the output @ TestX"},
		{"t.Error after t.Log", Facts{Ending: Failed, Output: []byte("    bank_test.go:6: starting\n    bank_test.go:8: balance = 1\n--- FAIL: TestTransfer (0.00s)\n"), Trace: inTest},
			"test failure: balance = 1 @ example.com/bank.TestTransfer+4"},
		{"a helper's message on later lines", Facts{Ending: Failed, Output: []byte("    bank_test.go:10: \n        \tError Trace:\t/src/bank_test.go:10\n        \tError: Not equal\n"), Trace: inTest},
			"test failure: Error Trace:    /src/bank_test.go:10 @ example.com/bank.TestTransfer+6"},
		{"in a subtest", Facts{Ending: Failed, Output: []byte("        bank_test.go:12: in the subtest\n"), Trace: inTest},
			"test failure: in the subtest @ example.com/bank.TestTransfer+8"},
		{"without source the last line is the failing one", Facts{Test: "TestX", Ending: Failed, Output: []byte("    x_test.go:6: starting\n    x_test.go:8: balance = 1\n")},
			"test failure: balance = 1 @ TestX"},
		{"the executor knows where", Facts{Ending: Failed, Stack: []trace.Frame{{Func: "testing.(*common).Fail"}, testFrame}, Output: []byte("    bank_test.go:6: starting\n    bank_test.go:9: here\n")},
			"test failure: here @ example.com/bank.TestTransfer+5"},
		{"the caller of a helper is where", Facts{Ending: Failed, Stack: []trace.Frame{{Func: "testing.(*common).Fail"}, {Func: "testing.(*common).Errorf"}, bankFrame(3), testFrame}, Output: []byte("    bank_test.go:9: here\n")},
			"test failure: here @ example.com/bank.TestTransfer+5"},
		{"t.Fail in a helper without a word", Facts{Ending: Failed, Stack: []trace.Frame{{Func: "testing.(*common).Fail"}, bankFrame(3), testFrame}},
			"test failure: the test failed @ example.com/bank.fa+3"},
		{"package testing failed it because of a race", Facts{Ending: Failed, Races: 1, Stack: []trace.Frame{{Func: "testing.(*common).Fail"}, {Func: "testing.(*common).Errorf"}, {Func: "testing.(*common).checkRaces"}, {Func: "testing.(*T).Parallel"}, testFrame}, Output: []byte(raceText(13, 17) + note)},
			"data race: write in f races with read in f @ example.com/bank.f"},
		{"a panic's own words", Facts{Ending: Panicked, Message: "panic: boom [recovered]\n\tpanic: again", Stack: []trace.Frame{{Func: "runtime.gopanic"}, bankFrame(33)}},
			"panic: boom @ example.com/bank.fd+4"},
		{"t.Fail says nothing", Facts{Test: "TestX", Ending: Failed}, "test failure: the test failed without a message @ TestX"},
		{"panic", Facts{Ending: Panicked, Message: "boom at 0xc000012345\nmore", Stack: []trace.Frame{bankFrame(5), {Func: "runtime.gopanic"}, {Func: "runtime.panicmem"}, bankFrame(33)}},
			"panic: boom at 0x? @ example.com/bank.fd+4"},
		{"deadlock", Facts{Ending: Deadlocked, Trace: blocked(2), Steps: 4}, "deadlock: nothing can run: G2 waits in receive at bank.go:21 @ example.com/bank.fc+2"},
		{"livelock", Facts{Ending: Livelocked, Trace: spin, Steps: 10}, "livelock: still running after 10 steps, the second half of them under a fair strategy @ example.com/bank.poll"},
		{"out of time", Facts{Ending: TimedOut, Message: "the test waited 10m", Trace: spin}, "hang: the test waited 10m @ example.com/bank.TestX"},
		{"os.Exit", Facts{Test: "TestX", Ending: Crashed, Message: "exit status 3", Output: []byte("2026/11/22 17:04:33 disk full\n")},
			"exit: the test ended the process: exit status 3, after it printed: disk full @ TestX"},
		{"killed", Facts{Test: "TestX", Ending: Crashed, Message: "signal: killed"}, "fatal error: the process was ended by signal: killed @ TestX"},
		{"fatal error without a dump", Facts{Test: "TestX", Ending: Crashed, Message: "fatal error: concurrent map writes"}, "fatal error: concurrent map writes @ TestX"},
		{"the detector's exit code", Facts{Ending: Crashed, Message: "exit status 66", Output: []byte(raceText(1, 2))},
			"data race: write in f races with read in f @ example.com/bank.f"},
		{"killed while it hung", Facts{Test: "TestX", Ending: Hung, Stack: []trace.Frame{bankFrame(33)}}, "hang: no progress: the code reaches no scheduling point @ TestX"},
		{"killed after more steps than were recorded", Facts{Test: "TestX", Ending: Hung, Trace: blocked(), Steps: 1000},
			"hang: no progress: the code reaches no scheduling point @ TestX"},
		{"killed after some steps", Facts{Test: "TestX", Ending: Hung, Stack: []trace.Frame{bankFrame(33)}, Trace: blocked(), Steps: 4},
			"hang: no progress: no scheduling point after receive at bank.go:41 @ example.com/bank.fe+2"},
		{"another way", Facts{Ending: Diverged, DivergedAt: 2, Trace: blocked()}, "nondeterminism: the program left the recorded schedule at step 2 @ example.com/bank.fc+2"},
		{"leaks by place", Facts{Ending: Passed, Leaked: []uint32{2, 3, 4}, Trace: blocked(2, 3, 4), Steps: 4},
			"goroutine leak: 2 goroutines can never run again: receive at bank.go:21 @ example.com/bank.fc+2 example.com/bank.fa+5\n" +
				"goroutine leak: G4 can never run again: receive at bank.go:41 @ example.com/bank.fe+2 example.com/bank.fa+5"},
		{"a failed test's leaks are its consequence", Facts{Test: "TestX", Ending: Failed, Leaked: []uint32{2}, Trace: blocked(2), Output: []byte("    x_test.go:1: no\n")},
			"test failure: no @ TestX"},
		{"a race and a leak", Facts{Ending: Failed, Races: 1, Leaked: []uint32{4}, Trace: blocked(4), Output: []byte(raceText(1, 2) + note)},
			"data race: write in f races with read in f @ example.com/bank.f\n" +
				"goroutine leak: G4 can never run again: receive at bank.go:41 @ example.com/bank.fe+2 example.com/bank.fa+5"},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			tt.in.Source = &bankSource
			var got []string
			for _, f := range Classify(tt.in) {
				var sites []string
				for i, s := range f.Sites {
					if i == 0 || SiteName(s) != SiteName(f.Sites[i-1]) {
						sites = append(sites, SiteName(s))
					}
				}
				got = append(got, fmt.Sprintf("%s: %s @ %s", f.Kind, f.Message, strings.Join(sites, " ")))
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestLeakDetail(t *testing.T) {
	tr := traceOf([]uint32{2}, step{3, send, 1, 31}, step{2, recv, 1, 21})
	found := Classify(Facts{Leaked: []uint32{2}, Trace: tr, Steps: 2, Source: &bankSource})
	want := `G2 worker, started at /src/bank.go:5
G2 waits in receive of #1 at /src/bank.go:21
    G3 (ended) has sent on it before
  example.com/bank.fc
      /src/bank.go:21`
	if len(found) != 1 {
		t.Fatalf("%d findings", len(found))
	}
	if diff := cmp.Diff(want, found[0].Detail); diff != "" {
		t.Error(diff)
	}
}
