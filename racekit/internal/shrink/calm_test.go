package shrink

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// lateBug loses an update of each of two variables in its last steps, after n rounds of
// some operations in each of its goroutines.
func lateBug(goroutines, n int, barrier bool, round ...fake.Op) fake.Program {
	var meet fake.Program
	if barrier {
		meet = fake.Program{fake.Done("met"), fake.Wait("met", goroutines)}
	}
	body := slices.Concat(slices.Repeat(fake.Program(round), n), meet, fake.Program{fake.Load("a"), fake.Store("a", 1), fake.Load("b"), fake.Store("b", 1)})
	p := slices.Repeat(fake.Program{fake.Go(body...)}, goroutines)
	// It fails if both are lost: 2 goroutines leave 1 in each.
	return append(p, fake.Join(), fake.Load("a"), fake.If(goroutines-1, fake.Load("b"), fake.If(goroutines-1, fake.Panic("both lost"))))
}

// Of a long execution with a bug in its end little is left. The budget is that of 64
// executions, which is what a test of 77,161 steps gets. The preemptions of the schedule
// that was found, what was left of them when there were no calm schedules, and what is:
//
//	locks      3119   796    8
//	atomics    4766   294   10
//	channels   3119   796    8
//	apart      3163  3163  151  the goroutines come to the bug one after the other
func TestLongExecutions(t *testing.T) {
	for _, tt := range []struct {
		name    string
		program fake.Program
		most    int
	}{
		{"locks", lateBug(3, 600, true, fake.Lock("m"), fake.Add("n", 1), fake.Unlock("m")), 8},
		{"atomics", lateBug(3, 1200, true, fake.Add("n", 1), fake.Load("n")), 10},
		{"channels", lateBug(3, 600, true, fake.Send("c", 1), fake.Add("n", 1), fake.Recv("c")), 8},
		{"apart", lateBug(3, 600, false, fake.Lock("m"), fake.Add("n", 1), fake.Unlock("m")), 151},
	} {
		lab := fake.New(tt.program...)
		spec, out, id := failing(t, lab, execution.Spec{}, 500)
		if id == "" {
			t.Fatalf("%s: nothing was found", tt.name)
		}
		r, err := Shrink(t.Context(), lab, spec, out, id, Config{Steps: 64 * (out.Steps + overhead), Time: time.Hour})
		if err != nil || r.Note != "" {
			t.Fatalf("%s: %v %s", tt.name, err, r.Note)
		}
		t.Logf("%-10s %5d steps, %5d preemptions found, %5d left", tt.name, out.Steps, out.Switches, r.Outcome.Switches)
		if r.Outcome.Switches > tt.most {
			t.Errorf("%s: %d preemptions are left of %d, want at most %d", tt.name, r.Outcome.Switches, out.Switches, tt.most)
		}
		again, err := lab.Fresh(t.Context(), r.Spec)
		if err != nil || again.Hash != r.Outcome.Hash || len(explore.FromOutcome(again)) == 0 {
			t.Errorf("%s: the result does not replay: %v", tt.name, err)
		}
	}
}

// Goroutine 2 has the lock when 1 asks for it; in the calm schedule 1 asks when it has
// given it back, and 3 sends when there is room.
func TestCalm(t *testing.T) {
	event := func(task uint32, op sched.Op, resumed bool) trace.Event {
		return trace.Event{Task: task, Op: op, Resumed: resumed, Ready: 2}
	}
	tr := &trace.Trace{Events: []trace.Event{
		event(1, sched.OpGo, false), event(2, sched.OpLock, false), event(1, sched.OpLock, false), event(3, sched.OpSend, false),
		event(2, sched.OpUnlock, false), event(1, sched.OpResume, true), event(3, sched.OpResume, true), event(3, sched.OpResume, true),
	}}
	for _, tt := range []struct {
		chans bool
		want  []sched.Turn
	}{
		{true, []sched.Turn{{After: 0, Nth: 0, To: 1}, {After: 1, Nth: 1, To: 2}, {After: 2, Nth: 2, To: 1}, {After: 1, Nth: 2, To: 3}}},
		{false, []sched.Turn{{After: 0, Nth: 0, To: 1}, {After: 1, Nth: 1, To: 2}, {After: 2, Nth: 1, To: 3}, {After: 3, Nth: 1, To: 2}, {After: 2, Nth: 2, To: 1}, {After: 1, Nth: 2, To: 3}}},
	} {
		if diff := cmp.Diff(tt.want, calm(tr, tt.chans)); diff != "" {
			t.Errorf("channels %v (-want +got):\n%s", tt.chans, diff)
		}
	}
}

// A goroutine goes on where no turn says otherwise, and turns stay in order.
func TestPlanOfALongExecution(t *testing.T) {
	turns := []sched.Turn{{After: 2, Nth: 9, To: 1}, {After: 1, Nth: 2, To: 2}, {After: 0, Nth: 0, To: 1}}
	p := prober{stays: []uint32{0, 3, 1}}
	want := execution.Plan{{After: 0, Nth: 0, To: 1}, {After: 1, Nth: 1, To: 1}, {After: 1, Nth: 2, To: 2}, {After: 1, Nth: 3, To: 1}, {After: 2, Nth: 1, To: 2}, {After: 2, Nth: 9, To: 1}}
	if diff := cmp.Diff(want, p.plan(turns)); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}
