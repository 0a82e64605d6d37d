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
	"github.com/racekit/toolkit/racekit/internal/explore"
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
	// Time is the bound on a slow machine; 0 is DefaultTime.
	Time time.Duration
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
}

// Shrink simplifies the schedule of spec, which explore.ReplaySpec has made:
// its outcome in a new process was out, and it shows the finding with this
// identity. When ctx ends the best schedule so far is returned, with an error.
func Shrink(ctx context.Context, lab execution.Laboratory, spec execution.Spec, out execution.Outcome, identity string, cfg Config) (Result, error) {
	base := spec
	base.Script, base.Strategy, base.Trace, base.Stacks, base.Learn = nil, sched.Config{Kind: sched.FIFO}, false, false, false
	s := &shrinker{out: &out, prober: prober{
		lab: lab, spec: base, identity: identity,
		steps: cmp.Or(cfg.Steps, DefaultSteps), deadline: time.Now().Add(cmp.Or(cfg.Time, DefaultTime)),
	}}
	f, ok := s.find(&out)
	r := Result{Spec: spec, Outcome: out, Finding: f}
	switch {
	case !ok:
		return r, fmt.Errorf("the schedule does not show the finding %s", identity)
	case !s.shows(&out):
		r.Why, r.Note = finding.WhyOf(f, out.Trace), fmt.Sprintf("it was not shrunk: only the first of its %d steps were recorded", out.Steps)
		return r, nil
	}
	err := s.run(ctx)
	if errors.Is(err, errSpent) {
		r.Note, err = "it may not be the shortest: "+errSpent.Error(), nil
	}
	switch again := s.confirm(ctx, spec); {
	case !s.begun && err == nil:
		r.Note = "it was not shrunk: it does not show the finding in a process that has run others"
	case again != nil:
		r.Spec, r.Outcome, r.Finding, r.Turns = again.Spec, again.Outcome, again.Finding, s.turns
	case s.begun:
		r.Note = "it was not shrunk: shorter schedules do not show the finding in a new process"
		s.begun = false
	}
	r.Why = s.why(&r)
	return r, err
}

// A shrinker holds the best schedule so far.
type shrinker struct {
	prober
	begun   bool // turns and out are of a schedule that was made here
	turns   []sched.Turn
	out     *execution.Outcome
	minimal bool                  // no schedule has fewer preemptions
	without map[sched.Turn]string // what happens without a turn
}

// take makes a schedule the best one.
func (s *shrinker) take(turns []sched.Turn, o *execution.Outcome) {
	s.begun, s.turns, s.out = true, effective(turns, o.Trace), o
}

func (s *shrinker) run(ctx context.Context) error {
	start := [][]sched.Turn{nil, allTurns(s.out.Trace, true), allTurns(s.out.Trace, false)}
	i, o, err := s.first(ctx, start, s.out.Steps, anything)
	if err != nil || i < 0 {
		return err
	}
	s.take(start[i], o)
	spare := s.steps / 10 // for what is to be said in the end
	s.steps -= spare
	err = s.simplify(ctx)
	if err == nil || errors.Is(err, errSpent) {
		s.steps = max(s.steps, 0) + spare
		return cmp.Or(s.explain(ctx), err)
	}
	return err
}

func anything(*execution.Outcome) bool { return true }

func (s *shrinker) simplify(ctx context.Context) error {
	if err := s.reduce(ctx, anything); err != nil {
		return err
	}
	if err := s.tidy(ctx); err != nil {
		return err
	}
	before := s.out.Switches
	if err := s.prove(ctx); err != nil {
		return err
	}
	if s.out.Switches < before {
		if err := s.tidy(ctx); err != nil {
			return err
		}
	}
	return s.simpler(ctx)
}

// prove looks for fewer preemptions with half of what is left.
func (s *shrinker) prove(ctx context.Context) error {
	if s.spec.RealTime || s.spec.Early {
		return nil // there are more schedules than those that fewest goes through
	}
	rest := s.steps / 2
	s.steps -= rest
	complete, err := s.fewest(ctx)
	s.steps += rest
	s.minimal = complete
	if errors.Is(err, errSpent) && s.spent(ctx) == nil {
		return nil
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

// grace is how long the last replay may take after an interrupt.
const grace = 3 * time.Second

// confirm replays the best schedule in a new process; nil if that shows
// something else.
func (s *shrinker) confirm(ctx context.Context, original execution.Spec) *Result {
	if !s.begun {
		return nil
	}
	if ctx.Err() != nil {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
	}
	spec := explore.ReplaySpec(original, s.out)
	spec.Strategy = sched.Config{Kind: sched.FIFO}
	o, err := s.lab.Fresh(ctx, spec)
	if err != nil || o.Hash != s.out.Hash || !s.shows(&o) {
		return nil
	}
	f, _ := s.find(&o)
	return &Result{Spec: spec, Outcome: o, Finding: f}
}
