// Package exhaust explores all schedules of a small test, or all with few
// preemptions, and says so only if it did.
package exhaust

import (
	"context"
	"fmt"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// All is the bound of a search without one.
const All = -1

// Limits say how far a Search goes.
type Limits struct {
	Bound      int // preemptions; All is every schedule up to commuting independent steps
	Executions int // budget; 0 is none
	Before     int // executions before the search
	Workers    int // executions at a time; 0 is one. The result does not depend on it
	// Enough ends the search before the next execution, which would have so many
	// preemptions if the search is bounded; nil never does.
	Enough func(preemptions int, found []Finding) bool
	// Over does likewise; it may depend on the time.
	Over func() bool
	// Each is told of every execution; nil is nobody.
	Each func(*execution.Outcome)
	// OneSeed gives all executions the random numbers of the first, and goes on
	// where the test draws some or does what no search covers. Nothing is known of
	// all schedules then.
	OneSeed bool
}

// A Finding is an execution that showed something wrong.
type Finding struct {
	Outcome     execution.Outcome
	Spec        execution.Spec // replays it
	Preemptions int
	Before      int // executions
}

// A Result is what a Search knows at its end.
type Result struct {
	Coverage
	Executions int // those included that proved to equal an earlier one
	Found      []Finding
}

// String says what was verified, and no more.
func (r Result) String() string {
	said := "verified: " + r.Coverage.String()
	if why := r.Unsure(); why != "" {
		said = "explored: " + r.Coverage.String() + ", not verified: " + why
	}
	if r.Why != "" {
		said = fmt.Sprintf("not complete after %s: %s", text.Count(r.Schedules, "schedule"), r.Why)
		if r.Extent == Bounded {
			said += "; " + r.Coverage.String() + " are done"
		}
	} else if len(r.Found) > 0 {
		said = "explored: " + r.Coverage.String()
	}
	if n := len(r.Found); n > 0 {
		said += fmt.Sprintf(", %d of them with a finding", n)
	}
	return said
}

// Search explores the schedules of spec's test. Its Strategy and Script are
// not used: every execution is a script that the default schedule follows. The
// error is about the executor.
func Search(ctx context.Context, exec execution.Executor, spec execution.Spec, limits Limits) (Result, error) {
	s := &search{exec: exec, spec: spec, limits: limits, classes: map[string]bool{}}
	var err error
	if why := Excludes(spec); why != "" {
		s.stop(why)
	} else if limits.Bound < 0 {
		err = s.reduce(ctx)
	} else {
		err = s.bounded(ctx)
	}
	switch {
	case err != nil || s.unfit:
		s.Extent, s.Bound = Sampled, 0
	case s.Extent == Complete:
		s.Schedules, s.Bound = len(s.classes), 0
	}
	return s.Result, err
}

type search struct {
	Result
	exec    execution.Executor
	spec    execution.Spec
	limits  Limits
	classes map[string]bool
	at      int        // preemptions that are being explored, if bounded
	early   int        // executions that were run before their turn
	unfit   bool       // the test does what no search of schedules covers
	each    func(*run) // for tests
}

// Excludes says why no search covers what spec asks for; empty if one can.
func Excludes(spec execution.Spec) string {
	switch {
	case spec.RealTime:
		return "the machine's clock is not part of the schedule"
	case spec.Model == execution.Cooperative:
		return "only the preemptive model is supported"
	}
	return ""
}

const outOfTime = "the time is used up"

// full reports whether there is a reason to end, and then says which.
func (s *search) full() bool {
	switch {
	case s.Why != "":
	case s.limits.Executions > 0 && s.Executions >= s.limits.Executions:
		s.Why = fmt.Sprintf("the budget of %s is used up", text.Count(s.limits.Executions, "execution"))
	case s.limits.Enough != nil && s.limits.Enough(s.at, s.Found):
		s.Why = fmt.Sprintf("stopped after %s", text.Count(len(s.Found), "finding"))
	case s.limits.Over != nil && s.limits.Over():
		s.Why = outOfTime
	}
	return s.Why != ""
}

// run executes a script as execution nth of the search.
func (s *search) run(ctx context.Context, nth int, script []uint32) (*run, error) {
	spec := s.spec
	if !s.limits.OneSeed {
		spec.Index += nth
	}
	return execute(ctx, s.exec, spec, script)
}

// followed reports whether r took the way of the script, of which the first
// decisions are sure to be possible.
func (s *search) followed(r *run, script []uint32, sure int) bool {
	s.Executions++
	if s.limits.Each != nil {
		s.limits.Each(&r.outcome)
	}
	if why := r.unfit(); why != "" && s.limits.OneSeed && r.almostFit() {
		s.unfit = true
	} else if why != "" {
		s.stop(why)
		if r.lost {
			if r.outcome.Found() {
				s.Found = append(s.Found, r.finding(s.spec, s.limits.Before+s.Executions-1))
			}
			return false
		}
	}
	if n := min(sure, len(script)); len(r.steps) < n || !slices.Equal(r.script(n), script[:n]) {
		s.stop("the same schedule gave two different executions: the test depends on more than the schedule")
		return false
	}
	return true
}

// take counts an execution that ran to its end.
func (s *search) take(r *run) {
	s.Schedules++
	s.OnTime = s.OnTime || r.onTime && !s.spec.Early
	s.Uses |= r.outcome.Uses
	if r.outlived(!s.spec.Early) {
		s.Uses |= execution.UsesOutlives
	}
	if s.limits.Bound < 0 {
		s.classes[r.key()] = true
	}
	if r.outcome.Found() {
		s.Found = append(s.Found, r.finding(s.spec, s.limits.Before+s.Executions-1))
	}
	if s.each != nil {
		s.each(r)
	}
}

// unfit says why nothing can be said of all schedules of a test that has this
// one; empty if it can.
func (r *run) unfit() string {
	switch o := &r.outcome; {
	case r.beyond != "":
		return r.beyond
	case o.Uses.Depends() != 0:
		return o.Uses.Depends().String()
	case o.External:
		return "a goroutine waited for the system, which no schedule controls"
	case o.Status == execution.Livelock || o.Status == execution.TimedOut || o.Status == execution.Hung:
		return "an execution does not end"
	case o.Status == execution.Cut:
		return outOfTime
	case r.lost && o.Status == execution.Crashed:
		return "an execution ended the process"
	case r.lost:
		return fmt.Sprintf("a schedule of %d steps is too long to be recorded", o.Steps)
	}
	return ""
}

// almostFit reports whether the steps of r are as the schedule and the random
// numbers say, although there may be others.
func (r *run) almostFit() bool {
	c := *r
	c.beyond = ""
	c.outcome.Uses &^= execution.UsesRandom | execution.UsesClock
	return c.unfit() == ""
}

// finding is what r showed when it ran as spec says, after so many others.
func (r *run) finding(spec execution.Spec, before int) Finding {
	spec.Wide, spec.Trace, spec.Index = true, true, r.outcome.Index
	spec.Strategy = fifo
	if t := r.outcome.Trace; t != nil {
		spec.Script = t.Decisions()
	}
	if r.lost {
		return Finding{Outcome: r.outcome, Spec: spec, Preemptions: r.outcome.Switches, Before: before}
	}
	return Finding{Outcome: r.outcome, Spec: spec, Preemptions: r.cost(len(r.steps)), Before: before}
}

// stop ends the search: nothing it could say of the test would be true.
func (s *search) stop(why string) {
	s.unfit = true
	if s.Why == "" {
		s.Why = why
	}
}

// reduce explores one schedule of each class.
func (s *search) reduce(ctx context.Context) error {
	d, early := &reduction{}, newAhead(ctx, s)
	defer early.wait()
	var script []uint32
	blurred := false
	for !s.full() {
		r, err := s.next(ctx, early, script, d)
		if err != nil || !s.followed(r, script, d.from+1) {
			return err
		}
		if r.selects && !blurred { // all before was explored as if channels were independent
			blurred = true
			d, script = &reduction{}, nil
			s.Schedules, s.Found = 0, nil // what it uses holds for the test
			clear(s.classes)
			continue
		}
		if blurred {
			r.blur()
		}
		again, blocked := d.absorb(r)
		if again == nil {
			if !blocked {
				s.take(r)
			}
			again = d.next()
		}
		if again == nil {
			s.Extent = Complete
			return nil
		}
		script = again
	}
	return nil
}

// next runs the script, and others that d waits for meanwhile. What was run
// early, with another index, and shows something is run again: its seed may
// matter.
func (s *search) next(ctx context.Context, early *ahead, script []uint32, d *reduction) (*run, error) {
	spare := 1
	if early.has(script) {
		spare = 0
	}
	if early.workers > 1 {
		early.start(d.waiting(early.workers), spare)
	}
	r := early.take(script)
	if r != nil {
		s.early++
	}
	if r != nil && !r.outcome.Found() && r.unfit() == "" {
		r.outcome.Index = s.spec.Index + s.Executions
		r.outcome.Seed = sched.Derive(s.spec.Seed, r.outcome.Index)
		return r, nil
	}
	return s.run(ctx, s.Executions, script)
}
