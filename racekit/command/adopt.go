package command

import (
	"context"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/handover"
)

// Adopt implements lab. What another process can repeat is repeated here, and
// then made simpler, recorded and described like what was found here.
func (e *engine) Adopt(ctx context.Context, x *exploration, handed []handover.Exploration) error {
	pool, end := e.start()
	defer end()
	budget := explore.Budget{Time: e.o.Budget, Now: e.now}.Started()
	budget.Begin = budget.Begin.Add(-budget.Time) // their exploration had its own
	tell := telling{budget: budget, at: -1}
	for _, h := range handed {
		tell.n += len(h.Findings)
	}
	for _, h := range handed {
		x.Schedules += h.Schedules
		x.Distinct += h.Distinct
		for _, f := range h.Findings {
			tell.at++
			if slices.ContainsFunc(x.Findings, func(have found) bool { return have.ID == f.Identity }) {
				continue
			}
			if f.Failure.Ordinary() {
				x.Findings = append(x.Findings, found{ID: f.Identity, Failure: f.Failure})
				continue
			}
			if f.Spec == nil {
				f.Failure.Notes = append(f.Failure.Notes, "it is not recorded: no other process can make what was drawn; run the test again to see it")
				x.Findings = append(x.Findings, found{ID: f.Identity, Failure: f.Failure})
				continue
			}
			again, err := e.again(ctx, pool, &f)
			if err != nil {
				return err
			}
			if again == nil {
				f.Failure.Notes = append(f.Failure.Notes, "it is not recorded: its schedule did not show it again")
				x.Findings = append(x.Findings, found{ID: f.Identity, Failure: f.Failure})
				continue
			}
			shown := e.describe(ctx, pool, again, &tell, x)
			shown.Test, shown.Schedule, shown.Of = f.Failure.Test, f.Failure.Schedule, f.Failure.Of
			shown.Often, shown.Every = f.Failure.Often, f.Failure.Every
			shown.Notes = append(shown.Notes, f.Failure.Notes...)
			e.o.pages.write(e.everywhere(), e.Pkg.ImportPath, &shown)
			x.Findings = append(x.Findings, shown)
		}
	}
	if note := tell.note(); note != "" {
		x.Notes = append(x.Notes, note)
	}
	x.settle()
	return nil
}

// again runs the execution of a finding in a worker; nil if that shows something
// else.
func (e *engine) again(ctx context.Context, pool execution.Laboratory, h *handover.Finding) (*explore.Found, error) {
	spec := *h.Spec
	spec.Trace = true
	out, err := pool.Fresh(ctx, spec)
	if err != nil {
		return nil, err
	}
	for _, f := range explore.FromOutcome(out) {
		if finding.Identity(f) == h.Identity {
			return &explore.Found{Finding: f, Identity: h.Identity, Outcome: out, Spec: explore.ReplaySpec(spec, &out),
				Strategy: h.Strategy, Confirmation: explore.Confirmation{Verdict: explore.Replayable}}, nil
		}
	}
	return nil, nil
}
