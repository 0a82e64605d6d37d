package execution

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestChoices(t *testing.T) {
	last := sched.Offer{Task: 2, Op: sched.OpSelect, Ways: 3, PC: 5, Object: 64, Size: 8, Flags: sched.OfferLast | sched.OfferWaits}
	done := sched.Offer{Task: 3, Flags: sched.OfferDone}
	step := []trace.Choice{{Task: 3, Done: true}, {Task: 2, Op: sched.OpSelect, Ways: 3, PC: 5, Object: 64, Size: 8, Waits: true}}
	for _, tt := range []struct {
		offers []sched.Offer
		steps  int
		want   [][]trace.Choice
		reason string
	}{
		{[]sched.Offer{done, last, last}, 2, [][]trace.Choice{step, step[1:]}, "the last of each step is marked"},
		{[]sched.Offer{done, last}, 2, nil, "a step without offers: there was no room"},
		{[]sched.Offer{last, last, last}, 2, nil, "more than steps"},
		{nil, 0, nil, "nothing was asked for"},
	} {
		if diff := cmp.Diff(tt.want, choices(tt.offers, tt.steps)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
		}
	}
}

// Who else could run is known of an execution that ended its process too.
func TestOffersSurviveTheProcess(t *testing.T) {
	want := [][]trace.Choice{
		{{Task: 1, PC: 11, Op: sched.OpGo}},
		{{Task: 1, PC: 12, Op: sched.OpLock, Object: 1 << 40, Waits: true}, {Task: 2, PC: 20, Op: sched.OpSelect, Object: 64, Size: 8, Ways: 3, Done: true}},
	}
	p := pool(t, 1)
	for _, wide := range []bool{true, false} {
		o, err := p.Run(t.Context(), Spec{Test: "TestExit/7", Index: 7, Wide: wide})
		if err != nil || o.Status != Crashed {
			t.Fatal(o.Status, err)
		}
		if diff := cmp.Diff(want, o.Trace.Choices); wide && (diff != "" || o.Uses != wire.UsesRandom) {
			t.Errorf("uses %v, offers (-want +got):\n%s", o.Uses, diff)
		}
		if !wide && o.Trace.Choices != nil {
			t.Errorf("offers of an execution that was not asked for them: %v", o.Trace.Choices)
		}
	}
}

func TestUses(t *testing.T) {
	const first = "the test depends on more than the schedule: random numbers or the order of a map"
	for _, tt := range []struct {
		uses            Uses
		want            string
		depends, blinds Uses
	}{
		{0, "", 0, 0},
		{UsesRandom, first, UsesRandom, 0},
		{UsesRandom | UsesSystem | wire.UsesRuntime | wire.UsesTies | wire.UsesSelect,
			first + ", system calls, the number or the stacks of all goroutines, the order of timers that fire at the same time, a select inside a standard package",
			wire.UsesClock - 1, 0},
		{UsesRandom | UsesClock, first + "; the test reads the clock", UsesRandom | UsesClock, 0},
		{UsesClock | UsesEmpty | UsesGlobals, "the test reads the clock; a channel of empty elements has room for two or more, and the race detector sees an order where there is none",
			UsesClock, UsesEmpty},
		{UsesGlobals, "", 0, 0},
		{UsesInexact | UsesGlobals, "the race detector ran out of memory, and may have missed a data race", 0, UsesInexact},
		{UsesCollector | UsesCalls, "the test observes the garbage collector (weak pointers, finalizers, cleanups, MemStats), which is not part of the schedule; a goroutine makes more than 200,000 calls, returns and accesses, and the race detector forgets",
			0, UsesCollector | UsesCalls},
	} {
		if got := tt.uses.String(); got != tt.want || tt.uses.Depends() != tt.depends || tt.uses.Blinds() != tt.blinds {
			t.Errorf("%b: %q, depends %b, blinds %b; want %q, %b, %b", uint32(tt.uses), got, uint32(tt.uses.Depends()), uint32(tt.uses.Blinds()), tt.want, uint32(tt.depends), uint32(tt.blinds))
		}
	}
}

// Who would only have begun to wait has not lost the turn.
func TestForgive(t *testing.T) {
	lock := func(task uint32, waits bool) trace.Choice {
		return trace.Choice{Task: task, Op: sched.OpLock, Waits: waits}
	}
	for _, tt := range []struct {
		reason  string
		events  []uint32
		choices [][]trace.Choice
		want    int
	}{
		{"it could have had the lock", []uint32{1, 2}, [][]trace.Choice{{lock(1, false)}, {lock(1, false), lock(2, false)}}, 1},
		{"it would have waited", []uint32{1, 2}, [][]trace.Choice{{lock(1, false)}, {lock(1, true), lock(2, false)}}, 0},
		{"another would have waited", []uint32{1, 2}, [][]trace.Choice{{lock(1, false)}, {lock(1, false), lock(2, false), lock(3, true)}}, 1},
		{"the clock moved between", []uint32{1, sched.Clock, 2}, [][]trace.Choice{{lock(1, false)}, {lock(1, true)}, {lock(1, true), lock(2, false)}}, 0},
		{"who could run is not known", []uint32{1, 2}, nil, 1},
	} {
		o := Outcome{Trace: &trace.Trace{Choices: tt.choices}, Switches: 1}
		for i, task := range tt.events {
			o.Trace.Events = append(o.Trace.Events, trace.Event{Task: task, Switch: i == len(tt.events)-1})
		}
		o.Forgive()
		if last := o.Trace.Events[len(tt.events)-1].Switch; o.Switches != tt.want || last != (tt.want == 1) {
			t.Errorf("%s: %d preemptions, marked: %v; want %d", tt.reason, o.Switches, last, tt.want)
		}
	}
}
