package shrink

import (
	"context"
	"fmt"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// explain runs the schedule without each of its preemptions.
func (s *shrinker) explain(ctx context.Context) error {
	s.without = map[sched.Turn]string{}
	for _, c := range choicesOf(s.out.Trace) {
		k := slices.Index(s.turns, c.Turn)
		if k < 0 || !c.preempt {
			continue
		}
		o, err := s.trace(ctx, without(s.turns, k, k+1))
		if err != nil {
			return err
		}
		s.without[c.Turn] = s.describe(o)
	}
	return nil
}

// describe says what an execution came to.
func (s *shrinker) describe(o *execution.Outcome) string {
	all := explore.FromOutcome(*o)
	switch {
	case s.shows(o):
		return "the finding shows as well, by another way"
	case len(all) > 0:
		return fmt.Sprintf("there is another finding, %s: %s", all[0].Kind, all[0].Message)
	case o.Found():
		return "the execution ends at a limit of the tools"
	case o.Status == execution.Skipped:
		return "the test skips itself"
	}
	return "the test passes"
}

// why puts together what is known of a result.
func (s *shrinker) why(r *Result) *finding.Why {
	w := finding.WhyOf(r.Finding, r.Outcome.Trace)
	if !s.begun {
		return w
	}
	w.Shrunk, w.Executions, w.Minimal = true, s.runs, s.minimal
	choices := choicesOf(r.Outcome.Trace)
	for i := range w.Switches {
		w.Switches[i].Without = s.without[choices[w.Switches[i].Event].Turn]
	}
	return w
}
