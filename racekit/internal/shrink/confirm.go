package shrink

import (
	"context"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// grace is how long the last replay may take after an interrupt, which may come
// while it runs.
const grace = 3 * time.Second

// outlive returns a context that ends so long after ctx.
func outlive(ctx context.Context, by time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(by, cancel) })
	return longer, func() { stop(); cancel() }
}

// confirm replays the best schedule in a new process. If that shows something else,
// why says so.
func (s *shrinker) confirm(ctx context.Context, original execution.Spec) (again *Result, why string) {
	if !s.begun {
		return nil, ""
	}
	ctx, cancel := outlive(ctx, grace)
	defer cancel()
	spec := explore.ReplaySpec(original, s.out)
	spec.Strategy = sched.Config{Kind: sched.FIFO}
	o, err := s.lab.Fresh(ctx, spec)
	switch {
	case err != nil:
		return nil, "the simplest schedule was not replayed: " + err.Error()
	case !s.shows(&o):
		return nil, "the simplest schedule does not show the finding in a fresh process"
	case o.Hash != s.out.Hash:
		return nil, "the simplest schedule gives another execution in a fresh process"
	}
	f, _ := s.find(&o)
	return &Result{Spec: spec, Outcome: o, Finding: f}, ""
}

// doubt says why no schedule was found from which to begin. Those that were tried
// ran in processes that had run others before, so that may be it: the original
// schedule, run there as well, tells.
func (s *shrinker) doubt(ctx context.Context, original execution.Spec) (string, error) {
	o, err := s.lab.Run(ctx, original)
	switch {
	case err != nil:
		return "", err
	case s.shows(&o):
		return "not simplified: as differences from the default schedule it does not show the finding", nil
	}
	return "not simplified: the schedule does not show the finding in a process that has run others", nil
}
