package explore

import (
	"context"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// outlast lets an execution that reached its bound go on for as long as the
// default schedule may, and takes the livelock out of what it showed if it comes
// to an end then: the bound is made from the default schedule, in which accesses
// of memory are no steps yet, and a long execution is no livelock.
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
	h.found = slices.DeleteFunc(h.found, func(f finding.Finding) bool { return f.Kind == finding.Livelock })
	e.Long++
	return nil
}
