package trace

import (
	"fmt"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

func TestRounds(t *testing.T) {
	const load, cas, lock = sched.OpAtomicLoad, sched.OpAtomicRMW, sched.OpLock
	type step struct {
		task uint32
		op   sched.Op
	}
	repeat := func(n int, steps ...step) []step {
		var out []step
		for range n {
			out = append(out, steps...)
		}
		return out
	}
	for _, tt := range []struct {
		reason string
		steps  []step
		want   string // task, first step, size, times
	}{
		{"one spins after something else", append([]step{{1, lock}}, repeat(5, step{1, cas})...), "1 from 1: 5 times 1"},
		{"two in turn", repeat(4, step{1, load}, step{2, cas}), "1 from 0: 4 times 1, 2 from 1: 4 times 1"},
		{"the shortest round, with the step before the other begins", append(repeat(6, step{1, load}, step{1, cas}), repeat(3, step{2, cas}, step{1, load}, step{1, cas})...),
			"1 from 11: 3 times 2, 2 from 12: 3 times 1"},
		{"each in its own turn, whatever the order", append(repeat(3, step{1, load}, step{2, cas}), repeat(3, step{2, cas}, step{1, load})...), "1 from 0: 6 times 1, 2 from 1: 6 times 1"},
		{"two that go on in one order, after another one", append(repeat(2, step{1, load}, step{2, cas}), repeat(7, step{2, cas}, step{1, load}, step{1, lock})...),
			"1 from 5: 7 times 2, 2 from 4: 7 times 1"},
		{"twice is not again and again", repeat(2, step{1, load}, step{1, cas}), ""},
		{"somebody does something else at the end", append(repeat(5, step{1, cas}), step{2, lock}), ""},
	} {
		tr := &Trace{Tasks: []Task{{ID: 1, State: Runnable}, {ID: 2, State: Runnable}}}
		for _, s := range tt.steps {
			tr.Events = append(tr.Events, Event{Task: s.task, Op: s.op})
		}
		got := ""
		for _, r := range tr.Rounds() {
			if got != "" {
				got += ", "
			}
			got += fmt.Sprintf("%d from %d: %d times %d", r.Task, r.Steps[0], r.Times(), r.Size)
		}
		if got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}
