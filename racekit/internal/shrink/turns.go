package shrink

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A choice is a decision of a trace: the turn that would repeat it, and its
// event.
type choice struct {
	sched.Turn
	event   int
	preempt bool // the goroutine before could have gone on, and another ran
}

// choicesOf names every decision of a trace, in order.
func choicesOf(tr *trace.Trace) []choice {
	out := make([]choice, len(tr.Events))
	most := uint32(0)
	for i := range tr.Events {
		most = max(most, tr.Events[i].Task)
	}
	taken := make([]uint32, most+1)
	last := uint32(0)
	for i, e := range tr.Events {
		out[i] = choice{sched.Turn{After: last, Nth: taken[last], To: sched.Decision(e.Task, e.Way)}, i, e.Switch}
		taken[e.Task]++
		last = e.Task
	}
	return out
}

// allTurns are the turns that take every decision of a trace; with switches
// alone only those after which another goroutine ran.
func allTurns(tr *trace.Trace, switches bool) []sched.Turn {
	var out []sched.Turn
	for i, c := range choicesOf(tr) {
		open := tr.Events[i].Ready > 1 || c.To == sched.Clock || sched.WayOf(c.To) > 0
		if open && !(switches && i > 0 && c.To == c.After) {
			out = append(out, c.Turn)
		}
	}
	return out
}

// effective returns those of turns that a trace took, in the order in which it
// did.
func effective(turns []sched.Turn, tr *trace.Trace) []sched.Turn {
	asked := map[sched.Turn]bool{}
	for _, t := range turns {
		asked[t] = true
	}
	var out []sched.Turn
	for _, c := range choicesOf(tr) {
		if asked[c.Turn] {
			out = append(out, c.Turn)
		}
	}
	return out
}

// plan puts turns in the order that an execution wants them in. The way of a select
// it cannot say.
func plan(turns []sched.Turn) execution.Plan {
	p := slices.Clone(turns)
	for i := range p {
		p[i].To = sched.TaskOf(p[i].To)
	}
	slices.SortStableFunc(p, func(a, b sched.Turn) int {
		switch {
		case a.Less(b):
			return -1
		case b.Less(a):
			return 1
		}
		return 0
	})
	return p
}

// without returns turns but for those from begin to end-1.
func without(turns []sched.Turn, begin, end int) []sched.Turn {
	return slices.Concat(turns[:begin:begin], turns[end:])
}
