package shrink

import (
	"context"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// In a wide execution the way of a select is a decision. A plan has no room for
// it, a script has. So of a schedule with ways all up to the last of them becomes a
// script, which takes an execution for each way that is not known to be reached.

// waysOf returns those of turns that name the way of a select.
func waysOf(turns []sched.Turn) []sched.Turn {
	var out []sched.Turn
	for _, t := range turns {
		if sched.WayOf(t.To) > 0 {
			out = append(out, t)
		}
	}
	return out
}

// A spelling is an execution with ways, and what it took to find it.
type spelling struct {
	out   execution.Outcome
	runs  int // before it
	steps int // of those
}

// spell runs a schedule with ways, and returns its trace.
func (p *prober) spell(ctx context.Context, turns []sched.Turn) (s spelling, err error) {
	spec := p.spec
	spec.Plans, spec.Trace, spec.Script = []execution.Plan{p.plan(turns)}, true, p.shared(turns)
	ways := waysOf(turns)
	for {
		if s.out, err = p.lab.Run(ctx, spec); err != nil || s.out.Trace == nil {
			return s, err
		}
		i, way := missed(s.out.Trace, len(spec.Script), ways)
		if i < 0 {
			return s, nil
		}
		spec.Script = append(s.out.Trace.Decisions()[:i], sched.Decision(s.out.Trace.Events[i].Task, way))
		s.runs, s.steps = s.runs+1, s.steps+s.out.Steps
	}
}

// missed returns the first event, from a given one on, whose select could take the
// way that one of ways names, and did not; -1 if there is none.
func missed(tr *trace.Trace, from int, ways []sched.Turn) (event int, way uint8) {
	if len(tr.Choices) != len(tr.Events) {
		return -1, 0
	}
	for _, c := range choicesOf(tr)[min(from, len(tr.Events)):] {
		for _, t := range ways {
			want := sched.WayOf(t.To)
			here := t.After == c.After && t.Nth == c.Nth && sched.TaskOf(t.To) == tr.Events[c.event].Task
			if here && want != tr.Events[c.event].Way && want < selected(tr, c.event).Ways {
				return c.event, want
			}
		}
	}
	return -1, 0
}

// selected returns the choice that was made at an event of a wide execution.
func selected(tr *trace.Trace, event int) trace.Choice {
	for _, c := range tr.Choices[event] {
		if c.Task == tr.Events[event].Task {
			return c
		}
	}
	return trace.Choice{}
}

// shared returns the decisions that a schedule has in common with the best one:
// all before the first place where only one of them has a turn.
func (p *prober) shared(turns []sched.Turn) []uint32 {
	if p.known == nil {
		return nil
	}
	type place struct{ after, nth uint32 }
	apart := map[place]bool{}
	for _, both := range [][2][]sched.Turn{{turns, p.knownTurns}, {p.knownTurns, turns}} {
		for _, t := range both[0] {
			if !slices.Contains(both[1], t) {
				apart[place{t.After, t.Nth}] = true
			}
		}
	}
	all := p.known.Decisions()
	for i, c := range choicesOf(p.known) {
		if apart[place{c.After, c.Nth}] {
			return all[:i]
		}
	}
	return all
}

// wideDeviations is deviations for a trace that says who could run. Who would only
// begin to wait changes nothing by that. The ways of a select come from the schedule
// that takes its first.
func wideDeviations(last sched.Turn, from int, tr *trace.Trace) []deviation {
	var out []deviation
	cost := 0
	for i, c := range choicesOf(tr) {
		if i < from && c.Turn != last {
			continue
		}
		e, own := tr.Events[i], selected(tr, i)
		for _, o := range tr.Choices[i] {
			if i < from || o.Task == e.Task || o.Waits {
				continue
			}
			d := deviation{sched.Turn{After: c.After, Nth: c.Nth, To: o.Task}, i, cost}
			goesOn := c.After == e.Task && !own.Waits && own.Op != sched.OpYield
			if o.Task != c.After && (c.preempt || goesOn) {
				d.cost++
			}
			out = append(out, d)
		}
		if c.preempt && i >= from {
			cost++
		}
		for way := uint8(1); e.Way == 0 && way < own.Ways; way++ {
			out = append(out, deviation{sched.Turn{After: c.After, Nth: c.Nth, To: sched.Decision(e.Task, way)}, i, cost})
		}
	}
	return out
}
