package shrink

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
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
		return "the finding shows too, in another way"
	case len(all) > 0:
		return fmt.Sprintf("there is another finding, %s: %s", all[0].Kind, all[0].Message)
	case o.Found():
		return "the execution ends early"
	case o.Status == execution.Skipped:
		return "the test is skipped"
	}
	return "the test passes"
}

// why is what is known of a schedule, whose trace is given.
func (s *shrinker) why(f finding.Finding, tr *trace.Trace) *finding.Why {
	w := finding.WhyOf(f, tr)
	if len(s.without) == 0 {
		return w
	}
	choices := choicesOf(tr)
	for i := range w.Switches {
		w.Switches[i].Without = s.without[choices[w.Switches[i].Event].Turn]
	}
	return w
}

// maxExplained bounds the preemptions of a schedule that Explain goes through.
const maxExplained = 8

// Explain says why a schedule fails, as Shrink does, without changing it. Each
// preemption costs an execution, so of a schedule with more than a few only
// what the trace shows is said.
func Explain(ctx context.Context, lab execution.Laboratory, spec execution.Spec, out execution.Outcome, identity string, cfg Config) (*finding.Why, error) {
	s := newShrinker(lab, spec, &out, identity, cfg)
	f, ok := s.find(&out)
	if !ok || !s.shows(&out) || out.Switches == 0 || out.Switches > maxExplained {
		return finding.WhyOf(f, out.Trace), nil
	}
	if s.goesOn(&out) {
		s.stays = stepsOf(out.Trace) // as when it was made simpler
	}
	start := [][]sched.Turn{allTurns(out.Trace, true), allTurns(out.Trace, false)}
	i, o, err := s.first(ctx, start, out.Steps, func(o *execution.Outcome) bool { return o.Hash == out.Hash })
	if err == nil && i >= 0 {
		s.take(start[i], o)
		err = s.explain(ctx)
	}
	if errors.Is(err, errSpent) {
		err = nil
	}
	return s.why(f, out.Trace), err
}
