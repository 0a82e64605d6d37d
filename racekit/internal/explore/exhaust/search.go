// Package exhaust explores all schedules of a small test, or all with few
// preemptions, and says so only if it did.
package exhaust

import (
	"context"
	"fmt"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
)

// All is the bound of a search without one.
const All = -1

// Limits say how far a Search goes.
type Limits struct {
	Bound      int // preemptions; All is every schedule up to commuting independent steps
	Executions int // budget; 0 is none
	Findings   int // stop after so many executions with a finding; 0 goes on to the end
	Workers    int // executions at a time in a bounded search; 0 is one
}

// A Finding is an execution that showed something wrong.
type Finding struct {
	Outcome     execution.Outcome
	Script      []uint32 // replays it; the default schedule follows
	Preemptions int
}

// A Result is what a Search knows at its end.
type Result struct {
	Complete   bool
	Bound      int // preemptions up to which all schedules were explored, also if there is more to do; All if there was no bound
	Traces     int // schedules that differ in more than the order of independent steps
	Schedules  int // that were explored to the end
	Executions int // those included that proved to equal an earlier one
	Found      []Finding
	Reason     string // why the search is not complete
}

// String says what was verified, and no more.
func (r Result) String() string {
	found := ""
	if n := len(r.Found); n > 0 {
		found = fmt.Sprintf(", %d of them with a finding", n)
	}
	verb := "verified"
	if found != "" {
		verb = "explored"
	}
	switch {
	case !r.Complete && r.Bound >= 0:
		return fmt.Sprintf("not complete after %s: %s; all schedules with at most %s are done%s", plural(r.Schedules, "schedule"), r.Reason, plural(r.Bound, "preemption"), found)
	case !r.Complete:
		return fmt.Sprintf("not complete after %s: %s%s", plural(r.Schedules, "schedule"), r.Reason, found)
	case r.Bound == All && r.Traces == 1:
		return fmt.Sprintf("%s: the only schedule (up to commuting independent steps)%s", verb, found)
	case r.Bound == All:
		return fmt.Sprintf("%s: all %d schedules (up to commuting independent steps)%s", verb, r.Traces, found)
	case r.Bound == 0:
		return fmt.Sprintf("%s: all schedules without a preemption%s", verb, found)
	}
	return fmt.Sprintf("%s: all schedules with at most %s%s", verb, plural(r.Bound, "preemption"), found)
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// none is the Bound of a search that has not finished any.
const none = -2

// Search explores the schedules of spec's test. Its Strategy and Script are
// not used: every execution is a script that the default schedule follows. The
// error is about the executor, or says why the test cannot be explored so.
func Search(ctx context.Context, exec execution.Executor, spec execution.Spec, limits Limits) (Result, error) {
	s := &search{exec: exec, spec: spec, limits: limits, classes: map[string]bool{}}
	s.Bound = none
	err := s.check()
	switch {
	case err != nil:
	case limits.Bound < 0:
		err = s.reduce(ctx)
	default:
		err = s.bounded(ctx)
	}
	s.Traces = len(s.classes)
	s.Complete = err == nil && s.Reason == ""
	return s.Result, err
}

type search struct {
	Result
	exec    execution.Executor
	spec    execution.Spec
	limits  Limits
	classes map[string]bool
	each    func(*run) // for tests
}

func (s *search) check() error {
	switch {
	case s.spec.RealTime:
		return fmt.Errorf("explore %s exhaustively: the machine's clock is no part of a schedule; use virtual time", s.spec.Test)
	case s.spec.Early:
		return fmt.Errorf("explore %s exhaustively: timers that fire early are not explored; turn them off", s.spec.Test)
	case s.spec.Model == execution.Cooperative:
		return fmt.Errorf("explore %s exhaustively: only the preemptive model is supported", s.spec.Test)
	}
	return nil
}

// full reports whether a limit was reached, and then says which.
func (s *search) full() bool {
	switch {
	case s.Reason != "":
	case s.limits.Executions > 0 && s.Executions >= s.limits.Executions:
		s.Reason = fmt.Sprintf("the budget of %s is used up", plural(s.limits.Executions, "execution"))
	case s.limits.Findings > 0 && len(s.Found) >= s.limits.Findings:
		s.Reason = fmt.Sprintf("stopped after %s", plural(len(s.Found), "finding"))
	}
	return s.Reason != ""
}

// run executes a script and makes sure that it was followed.
func (s *search) run(ctx context.Context, script []uint32) (*run, error) {
	r, err := execute(ctx, s.exec, s.spec, script)
	if err != nil {
		return nil, err
	}
	if n := len(script); len(r.steps) < n || !slices.Equal(r.script(n), script) {
		return nil, fmt.Errorf("explore %s exhaustively: the same schedule of %d steps ran differently; what the test does depends on more than the schedule", s.spec.Test, n)
	}
	return r, nil
}

// take counts an execution that ran to its end.
func (s *search) take(r *run) {
	s.Schedules++
	s.classes[r.key()] = true
	o := &r.outcome
	switch {
	case o.External:
		s.stop("a goroutine waited for the system, which no schedule controls")
	case o.Status == execution.Livelock || o.Status == execution.TimedOut || o.Status == execution.Hung:
		s.stop("a schedule has no end")
	}
	if o.Found() {
		s.Found = append(s.Found, Finding{*o, r.script(len(r.steps)), r.cost(len(r.steps))})
	}
	if s.each != nil {
		s.each(r)
	}
}

func (s *search) stop(reason string) {
	if s.Reason == "" {
		s.Reason = reason
	}
}

// reduce explores one schedule of each class.
func (s *search) reduce(ctx context.Context) error {
	d := &reduction{}
	var script []uint32
	for from := 0; !s.full(); {
		r, err := s.run(ctx, script)
		if err != nil {
			return err
		}
		s.Executions++
		again, blocked := d.absorb(r, from)
		if again == nil {
			if !blocked {
				s.take(r)
			}
			again = d.next()
		}
		if again == nil {
			s.Bound = All
			return nil
		}
		script, from = again, len(again)-1
	}
	return nil
}
