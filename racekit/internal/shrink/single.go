package shrink

import (
	"context"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Most bugs need one turn of the default schedule. So these are tried first,
// and again in place of a schedule with several.

// promising lists the single turns of the default schedule that are likely to
// change what happens: another goroutine goes on where one waits or has ended,
// or a goroutine is stopped before an operation that conflicts with a later one
// of the goroutine that goes on instead. Of turns at the same places in the
// code only the first and the last are listed. The likeliest come first.
func promising(tr *trace.Trace) [][]sched.Turn {
	later := conflictsAfter(tr)
	type class struct {
		rank       int
		from, with uint32 // code offsets
		task       uint32 // who goes on, where that is free
	}
	var order []class
	found := map[class][][]sched.Turn{}
	for _, d := range deviations(nil, tr) {
		c := class{rank: 1, task: d.To}
		if d.cost > 0 {
			with, ok := later(d.event, sched.TaskOf(d.To))
			if !ok {
				continue
			}
			c = class{from: tr.Events[d.event].PC, with: tr.Events[with].PC}
			if joins(tr.Events[with].Op) {
				c.rank = 2
			}
		}
		all := found[c]
		if len(all) == 0 {
			order = append(order, c)
		}
		found[c] = append(all[:min(len(all), 1)], []sched.Turn{d.Turn})
	}
	slices.SortStableFunc(order, func(a, b class) int { return a.rank - b.rank })
	var out [][]sched.Turn
	for _, c := range order {
		out = append(out, found[c]...)
	}
	return out
}

// joins reports whether an operation is of a WaitGroup, which most programs
// have around what matters.
func joins(op sched.Op) bool {
	return op == sched.OpWGAdd || op == sched.OpWGDone || op == sched.OpWGWait
}

// conflictsAfter returns a function that finds the first event of a goroutine,
// after the given one, that conflicts with it.
func conflictsAfter(tr *trace.Trace) func(event int, task uint32) (int, bool) {
	type key struct{ object, task uint32 }
	events := map[key][]int{}
	for i, e := range tr.Events {
		if e.Object != 0 {
			k := key{e.Object, e.Task}
			events[k] = append(events[k], i)
		}
	}
	return func(event int, task uint32) (int, bool) {
		e := tr.Events[event]
		if e.Object == 0 {
			return 0, false
		}
		of := events[key{e.Object, task}]
		at, _ := slices.BinarySearch(of, event)
		for _, i := range of[at:] {
			if !(sched.OnlyReads(e.Op) && sched.OnlyReads(tr.Events[i].Op)) {
				return i, true
			}
		}
		return 0, false
	}
}

// single tries to show the finding with a single turn: with the promising ones
// alone, or with all that have fewer preemptions than the schedule now has, or
// as few and fewer turns.
func (s *shrinker) single(ctx context.Context, all bool) error {
	if s.base == nil {
		return nil
	}
	candidates := promising(s.base.Trace)
	if all {
		candidates = candidates[:0]
		for _, d := range deviations(nil, s.base.Trace) {
			if d.cost < s.out.Switches || d.cost == s.out.Switches && len(s.turns) > 1 {
				candidates = append(candidates, []sched.Turn{d.Turn})
			}
		}
	}
	i, o, err := s.first(ctx, candidates, s.base.Steps, anything)
	if err == nil && i >= 0 {
		s.take(candidates[i], o)
	}
	return err
}
