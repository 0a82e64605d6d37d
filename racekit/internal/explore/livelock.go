package explore

import (
	"context"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore/circle"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// outlast asks of an execution that reached its bound whether it is a livelock,
// and makes h what it is then. The bound is made from the default schedule, in
// which accesses of memory are no steps yet: a long execution is no livelock. So it
// goes on for as long as the default schedule may. Where that is not enough, and
// where there is no time for it, it is a livelock only if it is far longer than the
// default schedule with the same steps. From the next round on the bound is that of
// the default schedule.
func (e *explorer) outlast(ctx context.Context, h *hit) error {
	if h.outcome == nil || h.outcome.Status != execution.Livelock || h.outcome.Hopeless || h.lasting != "" || h.spec.MaxSteps >= e.FirstSteps || !e.news(h.found) {
		return nil
	}
	if !e.Budget.Over() {
		spec := ReplaySpec(h.spec, h.outcome)
		spec.MaxSteps = e.FirstSteps
		o, err := e.lab.Fresh(ctx, spec)
		if err != nil {
			return err
		}
		switch {
		case o.Status == execution.Cut || o.DivergedAt > 0: // it is another execution, or not known to the end
			e.onlyLong(h)
			return nil
		case o.Status != execution.Livelock:
			h.spec.MaxSteps, h.outcome, h.found = e.FirstSteps, &o, e.shows(&o)
			e.long = true
			return nil
		}
	}
	far, err := e.farLonger(ctx, h)
	if err == nil && !far {
		e.onlyLong(h)
	}
	return err
}

// onlyLong makes h an execution of which nothing is known but that it is long.
func (e *explorer) onlyLong(h *hit) {
	h.found = slices.DeleteFunc(slices.Clone(h.found), func(f finding.Finding) bool { return f.Kind == finding.Livelock })
	e.long = true
}

// farLonger reports whether so many steps would be far more than those of the
// default schedule, where the same accesses of memory are steps, as the execution
// of h may have.
func (e *explorer) farLonger(ctx context.Context, h *hit) (bool, error) {
	if e.Budget.Over() {
		return false, nil
	}
	spec := h.spec
	spec.Strategy, spec.Script, spec.Index, spec.Trace, spec.MaxSteps = sched.Config{Kind: sched.FIFO}, nil, 0, false, e.FirstSteps/slack
	o, err := e.lab.Fresh(ctx, spec)
	return o.Status != execution.Livelock && o.Status != execution.Cut, err
}

const (
	walks      = 64      // random schedules in which circles are looked for
	maxCircles = 4       // are followed
	lasting    = 100_000 // steps for which they are
)

// circles adds livelocks in which goroutines give way to each other for ever. No
// strategy comes to their end by chance, and a search takes the default schedule to
// it, which is not fair. So a random schedule is looked for that comes round once.
func (e *explorer) circles(ctx context.Context) error {
	if !circle.Possible(&e.First) || e.Isolated || e.First.Steps > atMost || e.N-e.Executions < atLeast {
		return nil // there is nothing to look for, or that would cost more than it is worth
	}
	var found []*circle.Circle
	spec := e.searched()
	spec.Strategy, spec.Wide, spec.Trace = sched.Config{Kind: sched.RandomWalk}, true, true
	for i := 0; i < walks && !e.over(); i++ {
		spec.Index = e.Executions + i
		o, err := e.lab.Run(ctx, spec)
		if err != nil {
			return err
		}
		c := circle.Find(spec, &o)
		if c == nil {
			continue
		}
		if k := slices.IndexFunc(found, c.Like); k < 0 {
			found = append(found, c)
		} else if c.Len() < found[k].Len() {
			found[k] = c
		}
	}
	for _, c := range found[:min(len(found), maxCircles)] {
		if e.over() {
			return nil
		}
		again, o, err := c.Follow(ctx, e.lab, lasting)
		if err != nil {
			return err
		}
		if o == nil {
			continue
		}
		h := hit{found: FromOutcome(*o), spec: again, outcome: o, before: e.Executions - 1, preemptions: o.Switches, lasting: circle.Lasts(lasting)}
		if err := e.judge(ctx, chunk{strategy: sched.Config{Kind: sched.FIFO}}, h); err != nil {
			return err
		}
	}
	return nil
}
