package finding

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// crossed are two goroutines that take two locks in opposite order, for which
// goroutine 2 waits, and the test's, which went on after a wait in op on an object.
func crossed(op sched.Op, object uint32, more ...step) *trace.Trace {
	steps := append([]step{
		{1, sched.OpGo, 0, 10},
		{2, sched.OpStart, 0, 20}, {2, sched.OpGo, 9, 21}, {2, sched.OpGo, 9, 22}, {2, sched.OpWGWait, 9, 23},
		{3, sched.OpStart, 0, 30}, {4, sched.OpStart, 0, 40},
		{3, lock, 1, 31}, {4, lock, 2, 41}, {3, lock, 2, 32}, {4, lock, 1, 42},
		{1, op, object, 11},
	}, more...)
	tr := traceOf([]uint32{2, 3, 4}, append(steps, step{1, resume, object, 11})...)
	for i, line := range []int{21, 22} {
		tr.Tasks[2+i].Parent, tr.Tasks[2+i].CreatedAt = 2, bankFrame(line)
	}
	return tr
}

// plainPaths leaves out folders, as a report does.
func plainPaths(text string) string { return strings.ReplaceAll(text, "/src/", "") }

func TestBlockedAtTheEnd(t *testing.T) {
	idle := func(op sched.Op, object uint32, more ...step) *trace.Trace {
		steps := append([]step{{2, sched.OpSend, 1, 21}, {3, sched.OpSend, 2, 31}, {4, sched.OpSend, 3, 41}, {5, sched.OpSend, 4, 51}, {1, op, object, 11}}, more...)
		return traceOf([]uint32{2, 3, 4, 5}, append(steps, step{1, resume, object, 11})...)
	}
	for _, tt := range []struct {
		reason string
		tr     *trace.Trace
		want   string // of the text; "" is nothing at all
	}{
		{"a cycle, after a timer", crossed(sched.OpSelect, 5), "G3 waits in Lock of #2 at bank.go:32\n    held by G4, taken at bank.go:41\nG4 waits in Lock of #1 at bank.go:42\n    held by G3, taken at bank.go:31\ncycle: G3 -> G4 -> G3\nG2 waits in WaitGroup.Wait"},
		{"a cycle is told whoever woke the test", crossed(sched.OpRecv, 5, step{5, sched.OpSend, 5, 51}), "cycle: G3 -> G4 -> G3"},
		{"who is blocked when a sleep ends", idle(sched.OpSleep, 0), "G2 waits in send of #1 at bank.go:21"},
		{"few of them", idle(sched.OpSleep, 0), "... and 1 more goroutine waits"},
		{"a timer's channel", idle(sched.OpSelect, 7), "G4 waits in send"},
		{"nothing of a test that others woke", idle(sched.OpRecv, 7, step{6, sched.OpClose, 7, 61}), ""},
	} {
		got := Classify(Facts{Test: "TestX", Ending: Failed, Message: "timed out", Trace: tt.tr, Steps: len(tt.tr.Events)})
		if len(got) != 1 || got[0].Kind != TestFailure || got[0].Message != "timed out" {
			t.Fatalf("%s: %+v", tt.reason, got)
		}
		if d := plainPaths(got[0].Detail); !strings.Contains(d, tt.want) || (d == "") != (tt.want == "") {
			t.Errorf("%s: %q\nwant %q", tt.reason, d, tt.want)
		}
	}
	tr := crossed(sched.OpSelect, 5)
	if d := Classify(Facts{Test: "TestX", Ending: Failed, Message: "timed out", Trace: tr, Steps: len(tr.Events) + 1})[0].Detail; d != "" {
		t.Errorf("of a trace that was cut: %q", d)
	}
}

// A bubble of package synctest panics where all in it are blocked: who waits for
// what is what went wrong.
func TestBubble(t *testing.T) {
	tr := traceOf([]uint32{1, 2}, step{1, sched.OpGo, 0, 11}, step{1, sched.OpRecv, 1, 12}, step{2, sched.OpStart, 0, 20}, step{2, sched.OpRecv, 2, 21})
	for message, want := range map[string]string{
		"panic: deadlock: all goroutines in bubble are blocked": "blocked at the end of the execution:\nG1 waits in receive of #1 at bank.go:12\n    no other goroutine has sent on it\nG2 waits in receive of #2 at bank.go:21\n    no other goroutine has sent on it",
		"panic: index out of range":                             "",
	} {
		got := Classify(Facts{Test: "TestX", Ending: Panicked, Message: message, Trace: tr, Steps: len(tr.Events)})
		if len(got) != 1 || plainPaths(got[0].Detail) != want {
			t.Errorf("%s: %+v, want %q", message, got, want)
		}
	}
}

// A process in which nobody runs waits for the system, and perhaps for locks.
func TestHungBehindALock(t *testing.T) {
	tr := traceOf(nil, step{1, lock, 1, 11}, step{2, lock, 1, 21}, step{3, lock, 2, 31}, step{4, sched.OpStart, 0, 41})
	dump := func(state string) []byte {
		return []byte("SIGQUIT: quit\nPC=0x1 m=0 sigcode=0\n\ngoroutine 7 gp=0xc000008d20 m=nil [" + state + "]:\nexample.com/bank.fa()\n\t/src/bank.go:12 +0x1\n\n")
	}
	for state, want := range map[string]string{
		"IO wait": "no progress: G2 waits for a lock that G1 has, in Lock at bank.go:21",
		"running": "no progress: no scheduling point after start at bank.go:41",
	} {
		got := Classify(Facts{Test: "TestX", Ending: Hung, Output: dump(state), Trace: tr, Steps: len(tr.Events)})
		if len(got) != 1 || got[0].Message != want || strings.Contains(got[0].Detail, "has ended") {
			t.Errorf("%s: %+v, want %q", state, got, want)
		}
		if held := strings.Contains(plainPaths(got[0].Detail), "    held by G1, taken at bank.go:11"); held != (state == "IO wait") {
			t.Errorf("%s: %s", state, got[0].Detail)
		}
	}
}
