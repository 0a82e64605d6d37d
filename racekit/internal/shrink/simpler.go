package shrink

import (
	"context"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// simpler looks for the one preemption that is left in the default schedule
// itself: before the same operation, but maybe of another goroutine, so that
// nothing else has to differ from it.
func (s *shrinker) simpler(ctx context.Context) error {
	if s.out.Switches != 1 || len(s.turns) < 2 {
		return nil
	}
	w := finding.WhyOf(finding.Finding{}, s.out.Trace).Switches[0]
	if w.Next < 0 {
		return nil
	}
	stopped := s.out.Trace.Events[w.Next]
	o, err := s.trace(ctx, nil)
	if err != nil || o.Trace == nil {
		return err
	}
	var candidates [][]sched.Turn
	for _, d := range deviations(nil, o.Trace) {
		if e := o.Trace.Events[d.event]; d.cost == 1 && e.Op == stopped.Op && e.Object == stopped.Object {
			candidates = append(candidates, []sched.Turn{d.Turn})
		}
	}
	i, o, err := s.first(ctx, candidates, s.out.Steps, s.cheaper)
	if err == nil && i >= 0 {
		s.take(candidates[i], o)
	}
	return err
}
