package explore

import (
	"context"
	"errors"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// Whether a test can run twice in a process is a property of the test, and is
// found out by comparison: it cannot if it fails whenever it has run before in
// the process, whatever the schedule and the random numbers, and does not fail so
// in processes of their own. What a second execution shows beside that is a
// finding like others, which the first one of a process hides.

// secondRuns is how many second executions must fail of a test that cannot run
// twice, and how many first ones must not.
const secondRuns = 8

// twice runs the default schedule once more in the process of first, and isolates
// all executions from now on if the test cannot do that.
func (e *explorer) twice(ctx context.Context, spec execution.Spec, first *execution.Outcome) error {
	if spec.Isolated {
		e.Isolated = true
		return nil
	}
	if e.N < 2 || e.over() || ended(first.Status) {
		return nil
	}
	begin := e.Budget.now()
	second, err := e.lab.Run(ctx, spec)
	if err != nil {
		return err
	}
	e.took(begin, 1)
	e.learned, e.uses = append(e.learned, second.Sites...), e.uses|second.Uses
	known := identities(FromOutcome(*first))
	failures := slices.DeleteFunc(failuresOf(&second), func(id string) bool { return slices.Contains(known, id) })
	if len(failures) == 0 {
		return nil
	}
	if e.Isolated, err = e.onlyOnce(ctx, spec, failures); err != nil || !e.Isolated {
		return err
	}
	e.Base.Isolated = true
	for _, f := range e.Findings {
		f.Spec.Isolated = true
	}
	e.report(nil)
	return nil
}

// onlyOnce reports whether second executions always show one of these failures,
// and first ones never do. Where there is no time to know, it is said of no test
// that it can run once only.
func (e *explorer) onlyOnce(ctx context.Context, spec execution.Spec, failures []string) (bool, error) {
	spec.Strategy, spec.Trace, spec.Learn, spec.Alone = sched.Config{Kind: sched.RandomWalk}, false, false, true
	for i := range secondRuns {
		spec.Index = i + 1
		for _, first := range []bool{false, true} {
			if e.over() {
				return false, nil
			}
			spec.Isolated = first
			o, err := e.lab.Fresh(ctx, spec)
			if errors.Is(err, execution.ErrOneProcess) {
				return false, nil
			}
			if err != nil {
				return false, err
			}
			fails := slices.ContainsFunc(failuresOf(&o), func(id string) bool { return slices.Contains(failures, id) })
			if fails == first {
				return false, nil
			}
		}
	}
	return true, nil
}

// ended reports whether the process of an execution is gone.
func ended(s execution.Status) bool {
	return s == execution.Crashed || s == execution.Hung || s == execution.Cut
}

// failuresOf are the identities of what a test that cannot run twice shows: it
// fails, panics, or ends the process.
func failuresOf(o *execution.Outcome) []string {
	return identities(slices.DeleteFunc(FromOutcome(*o), func(f finding.Finding) bool {
		switch f.Kind {
		case finding.TestFailure, finding.Panic, finding.Fatal, finding.Exit:
			return false
		}
		return true
	}))
}
