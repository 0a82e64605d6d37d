// Package shrink makes the schedule of a finding as simple as it can: as few
// preemptions as possible, then as few other deviations from the default
// schedule, and then the preemptions as late as possible. It says why each
// that is left is needed.
//
// A schedule is a list of turns relative to the default one, in which a
// goroutine runs until it blocks. What counts is the finding's identity.
package shrink

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// Defaults of Config.
const (
	DefaultSteps = 5_000_000
	DefaultTime  = 10 * time.Second
)

// A Config bounds the work.
type Config struct {
	// Steps bounds those of all executions together; 0 is DefaultSteps. Unlike
	// Time it gives the same result on every machine.
	Steps int
	// Time is the bound on a slow machine, the last replay and one more included;
	// 0 is DefaultTime.
	Time time.Duration
	Now  func() time.Time // nil is time.Now
}

// A Result is the best schedule that was found. It shows the finding in a new
// process.
type Result struct {
	Spec    execution.Spec    // repeats the execution by its decisions
	Outcome execution.Outcome // of the replay
	Finding finding.Finding   // as the replay shows it
	Why     *finding.Why
	Turns   []sched.Turn // where the schedule leaves the default one, in order, if it was shrunk
	Note    string       // why there may be a simpler one; "" if there is nothing to say
	Cut     bool         // the time was used up: there may be a simpler one, and more to say
}

// Shrink simplifies the schedule of spec, which explore.ReplaySpec has made:
// its outcome in a new process was out, and it shows the finding with this
// identity. When ctx ends the best schedule so far is returned, with an error.
func Shrink(ctx context.Context, lab execution.Laboratory, spec execution.Spec, out execution.Outcome, identity string, cfg Config) (Result, error) {
	s := newShrinker(lab, spec, &out, identity, cfg)
	f, ok := s.find(&out)
	r := Result{Spec: spec, Outcome: out, Finding: f}
	switch {
	case !ok:
		return r, fmt.Errorf("the schedule does not show the finding %s", identity)
	case !s.shows(&out):
		r.Why, r.Note = finding.WhyOf(f, out.Trace), fmt.Sprintf("not simplified: only the first of its %d steps were recorded", out.Steps)
		return r, nil
	}
	err := s.run(ctx)
	spent := errors.Is(err, errSpent)
	if spent {
		err = nil
	}
	r.Cut = s.late
	switch again, why := s.confirm(ctx, spec); {
	case !s.begun && s.late:
	case !s.begun && spent:
		r.Note = "not simplified: " + errSpent.Error()
	case !s.begun && err == nil:
		r.Note, err = s.doubt(ctx, spec)
	case again != nil:
		r.Spec, r.Outcome, r.Finding, r.Turns = again.Spec, again.Outcome, again.Finding, s.turns
	case s.begun:
		r.Note = "not simplified: " + why
		s.begun, s.without = false, nil
	}
	r.Why = s.why(r.Finding, r.Outcome.Trace)
	if s.begun {
		r.Why.Shrunk, r.Why.Executions, r.Why.Minimal = true, s.runs, s.minimal
	}
	return r, err
}

func newShrinker(lab execution.Laboratory, spec execution.Spec, out *execution.Outcome, identity string, cfg Config) *shrinker {
	spec.Script, spec.Strategy = nil, sched.Config{Kind: sched.FIFO}
	spec.Trace, spec.Stacks, spec.Values, spec.Learn = false, false, false, false
	return &shrinker{out: out, budget: cmp.Or(cfg.Steps, DefaultSteps), prober: prober{
		lab: lab, spec: spec, identity: identity, steps: cmp.Or(cfg.Steps, DefaultSteps), watch: newWatch(cfg),
	}}
}

// A shrinker holds the best schedule so far.
type shrinker struct {
	prober
	budget  int
	base    *execution.Outcome // of the default schedule; nil if it shows the finding, or is not known
	begun   bool               // turns and out are of a schedule that was made here
	turns   []sched.Turn
	out     *execution.Outcome
	minimal bool                  // no schedule has fewer preemptions
	without map[sched.Turn]string // what happens without a turn
}

// take makes a schedule the best one.
func (s *shrinker) take(turns []sched.Turn, o *execution.Outcome) {
	s.begun, s.turns, s.out = true, effective(turns, o.Trace), o
	if s.spec.Wide {
		s.known, s.knownTurns = o.Trace, s.turns
	}
}

func (s *shrinker) run(ctx context.Context) error {
	spare, second := s.steps/10, s.time/10 // for what is to be said in the end
	s.steps -= spare
	s.end = s.end.Add(-second)
	err := s.simplify(ctx)
	if err == nil || errors.Is(err, errSpent) {
		s.steps = max(s.steps, 0) + spare
		s.end = s.end.Add(second)
		return cmp.Or(s.explain(ctx), err)
	}
	return err
}

func anything(*execution.Outcome) bool { return true }

func (s *shrinker) simplify(ctx context.Context) error {
	if err := s.begin(ctx); err != nil || !s.begun {
		return err
	}
	if err := s.tidy(ctx); err != nil {
		return err
	}
	if s.out.Switches > 1 || s.out.Switches == 1 && len(s.turns) > 1 {
		if err := s.share(ctx, 1, func() error { return s.restless(func() error { return s.single(ctx, true) }) }); err != nil {
			return err
		}
	}
	fewest := func() (err error) { s.minimal, err = s.fewest(ctx); return }
	if err := s.share(ctx, 3, func() error { return s.restless(fewest) }); err != nil {
		return err
	}
	return s.tidy(ctx)
}

// begin finds a first schedule: the default one, one with a single turn, or
// the original with what it can do without left out.
func (s *shrinker) begin(ctx context.Context) error {
	base, err := s.trace(ctx, nil)
	switch {
	case err != nil:
		return err
	case s.shows(base):
		s.take(nil, base)
		return nil
	case base.Trace != nil && len(base.Trace.Events) == base.Steps:
		s.base = base
		if err := s.share(ctx, 1, func() error { return s.single(ctx, false) }); err != nil || s.begun {
			return err
		}
	}
	if s.goesOn(s.out) {
		s.stays = stepsOf(s.out.Trace)
		if err := s.from(ctx, calm(s.out.Trace, true), calm(s.out.Trace, false)); err != nil || s.begun {
			return err
		}
		s.stays = nil
	}
	if s.out.Steps >= long {
		if err := s.from(ctx, calm(s.out.Trace, true), calm(s.out.Trace, false)); err != nil || s.begun {
			return err
		}
	}
	return s.from(ctx, allTurns(s.out.Trace, true), allTurns(s.out.Trace, false))
}

// from begins with the first of some schedules that shows the finding, if one does.
func (s *shrinker) from(ctx context.Context, start ...[]sched.Turn) error {
	i, o, err := s.first(ctx, start, s.out.Steps, anything)
	if err != nil || i < 0 {
		return err
	}
	s.take(start[i], o)
	return s.reduce(ctx, anything)
}

// share lets f use so many fifths of all steps. That it used them up is no error.
func (s *shrinker) share(ctx context.Context, fifths int, f func() error) error {
	rest := max(0, s.steps-s.budget/5*fifths)
	s.steps -= rest
	err := f()
	s.steps += rest
	if errors.Is(err, errSpent) {
		return s.spent(ctx)
	}
	return err
}

// tidy leaves out turns that save no preemption, and moves the others.
func (s *shrinker) tidy(ctx context.Context) error {
	if err := s.reduce(ctx, s.cheaper); err != nil {
		return err
	}
	return s.delay(ctx)
}
