package explore

import (
	"context"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// outlast asks of an execution that reached its bound whether it is a livelock,
// and makes h what it is then. The bound is made from the default schedule, in
// which accesses of memory are no steps yet: a long execution is no livelock. So
// the default schedule is run with the steps of this one. If this one may be far
// longer than that, it goes on for as long as the default schedule may; if not,
// or if there is no time to ask, it is only long. From the next round on the bound
// is that of the default schedule.
func (e *explorer) outlast(ctx context.Context, h *hit) error {
	if h.outcome == nil || h.outcome.Status != execution.Livelock || h.outcome.Hopeless || h.spec.MaxSteps >= e.FirstSteps || !e.news(h.found) {
		return nil
	}
	far, err := e.farLonger(ctx, h)
	if err != nil {
		return err
	}
	if !far {
		h.found = slices.DeleteFunc(slices.Clone(h.found), func(f finding.Finding) bool { return f.Kind == finding.Livelock })
		e.long = true
		return nil
	}
	spec := ReplaySpec(h.spec, h.outcome)
	spec.MaxSteps = e.FirstSteps
	o, err := e.lab.Fresh(ctx, spec)
	if err != nil || o.Status == execution.Livelock {
		return err
	}
	h.spec.MaxSteps, h.outcome, h.found = e.FirstSteps, &o, e.shows(&o)
	e.long = true
	return nil
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
