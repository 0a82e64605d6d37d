package explore

import (
	"context"

	"github.com/racekit/toolkit/racekit/internal/execution"
)

// outlast lets an execution that reached its bound go on for as long as the
// default schedule may, and makes h what it is then: the bound is made from the
// default schedule, in which accesses of memory are no steps yet, and a long
// execution is no livelock. From the next round on the bound is that one.
func (e *explorer) outlast(ctx context.Context, h *hit) error {
	if h.outcome == nil || h.outcome.Status != execution.Livelock || h.outcome.Hopeless || h.spec.MaxSteps >= e.FirstSteps ||
		!e.news(h.found) || e.Budget.Over() {
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
