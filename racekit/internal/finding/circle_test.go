package finding

import (
	"slices"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestCircle(t *testing.T) {
	const try, unlock = sched.OpTryLock, sched.OpUnlock
	const rounds = leastRounds
	// Each has a lock, and tries for that of the other.
	round := []step{{2, lock, 1, 21}, {3, lock, 2, 31}, {2, try, 2, 22}, {3, try, 1, 32}, {2, unlock, 1, 23}, {3, unlock, 2, 33}}
	with := func(more ...step) []step { return append(slices.Clone(round), more...) }
	but := func(i int, s step) []step {
		out := slices.Clone(round)
		out[i] = s
		return out
	}
	third := []step{{4, sched.OpAtomicLoad, 5, 41}}
	const two = "G2 and G3 keep each other from getting on: 100 times round, each tries for a lock that the other has then"
	for _, tt := range []struct {
		reason string
		before []step
		round  []step
		times  int
		after  []step
		state  trace.State // of goroutine 4
		want   string      // of the message, if it is a circle
	}{
		{"each gives way to the other", nil, round, rounds, nil, trace.Blocked, two},
		{"a third one could run", third, round, rounds, nil, trace.Runnable, ""},
		{"a third one sleeps", third, round, rounds, nil, trace.Sleeping, ""},
		{"a third one waits for the network", third, round, rounds, nil, trace.External, ""},
		{"a timer may end it", []step{{4, sched.OpTimer, 9, 41}}, round, rounds, nil, trace.Ended, ""},
		{"too few rounds", slices.Repeat(third, 7), round, rounds - 1, nil, trace.Ended, ""},
		{"it is not the end", nil, round, rounds, []step{{2, sched.OpAtomicLoad, 5, 24}}, trace.Ended, ""},
		{"most is something else", slices.Repeat([]step{{2, sched.OpAtomicStore, 5, 20}, {3, sched.OpAtomicStore, 6, 30}, {4, sched.OpAtomicStore, 7, 40}}, 2*rounds+1), round, rounds, nil, trace.Ended, ""},
		{"they look", nil, with(step{2, sched.OpAtomicLoad, 5, 24}, step{3, sched.OpYield, 0, 34}), rounds, nil, trace.Ended, two},
		{"they write", nil, with(step{2, sched.OpAtomicStore, 5, 24}), rounds, nil, trace.Ended, ""},
		{"one gets a lock that it tries for", nil, with(step{2, try, 1, 24}, step{2, unlock, 1, 25}), rounds, nil, trace.Ended, ""},
		{"one tries for nothing", nil, but(3, step{3, sched.OpYield, 0, 32}), rounds, nil, trace.Ended, ""},
		{"the lock of one is that of nobody in the round", []step{{4, lock, 7, 41}}, but(3, step{3, try, 7, 32}), rounds, nil, trace.Blocked, ""},
		{"a lock is kept", []step{{2, lock, 1, 21}, {3, lock, 2, 31}}, []step{{2, try, 2, 22}, {3, try, 1, 32}}, rounds, nil, trace.Ended, ""},
		{"readers let readers in", nil, []step{{2, sched.OpRLock, 1, 21}, {3, sched.OpRLock, 2, 31}, {2, sched.OpTryRLock, 2, 22}, {3, sched.OpTryRLock, 1, 32}, {2, sched.OpRUnlock, 1, 23}, {3, sched.OpRUnlock, 2, 33}}, rounds, nil, trace.Ended, ""},
		{"three", nil, []step{{2, lock, 1, 21}, {3, lock, 2, 31}, {4, lock, 3, 41}, {2, try, 2, 22}, {3, try, 3, 32}, {4, try, 1, 42}, {2, unlock, 1, 23}, {3, unlock, 2, 33}, {4, unlock, 3, 43}}, rounds, nil, trace.Runnable,
			"G2, G3 and G4 keep each other from getting on: 100 times round, each tries for a lock that another has then"},
	} {
		tr := traceOf(nil, append(append(slices.Clone(tt.before), slices.Repeat(tt.round, tt.times)...), tt.after...)...)
		for i := range tr.Events { // an operation has one place, however often it is done
			e := &tr.Events[i]
			if f, ok := tr.At(i); ok {
				e.PC = uint32(f.Line) << 20
				tr.Sites[e.PC] = []trace.Frame{f}
			}
		}
		for i := range tr.Tasks {
			switch tr.Tasks[i].ID {
			case 2, 3:
				tr.Tasks[i].State = trace.Runnable
			case 4:
				tr.Tasks[i].State = tt.state
			}
		}
		if GoesRound(tr, len(tr.Events)+1) {
			t.Errorf("%s: the end of the execution is not known", tt.reason)
		}
		all := Classify(Facts{Test: "TestX", Ending: Livelocked, Trace: tr, Steps: len(tr.Events)})
		got := ""
		if all[0].Tasks != nil {
			got = all[0].Message
		}
		if GoesRound(tr, len(tr.Events)) != (tt.want != "") || len(all) != 1 || got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// Of a round in the midst of an execution it is known that a lock is given back in
// the end, by whoever has it.
func TestHinder(t *testing.T) {
	const try, unlock = sched.OpTryLock, sched.OpUnlock
	for _, tt := range []struct {
		reason string
		third  uint32 // has a lock
		want   int
	}{{"each has what the other tries for", 3, 2}, {"one tries for a lock of somebody else", 4, 0}} {
		tr := traceOf(nil, step{tt.third, lock, 2, 31}, step{2, lock, 1, 21}, step{2, try, 2, 22}, step{3, try, 1, 32}, step{2, unlock, 1, 23}, step{tt.third, unlock, 2, 33})
		if got := Hinder(tr, trace.Order(tr).Holds, 2, 4); len(got) != tt.want {
			t.Errorf("%s: %v, want %d refusals", tt.reason, got, tt.want)
		}
	}
}
