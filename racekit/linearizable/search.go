package linearizable

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/linear"
	"github.com/racekit/toolkit/racekit/internal/linear/judge"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// A search looks for a program whose calls are not linearizable.
type search struct {
	config
	call    *harness.Call
	subject *linear.Subject

	tried, calls, schedules, distinct, unknown int
}

// program is the i-th program to run.
func (x *search) program(i int) linear.Program {
	return x.subject.Program(int(sched.Derive(x.Seed, i) >> 1))
}

// execute makes the calls of a program in the execution in progress, which
// looks for what the calls themselves do wrong.
func (x *search) execute(text string) {
	var p linear.Program
	if err := json.Unmarshal([]byte(text), &p); err != nil {
		x.call.T.Fatalf("racekit: an execution was asked to run a program that cannot be read: %v", err)
	}
	h := x.subject.Begin(p)
	x.call.Judge(func(waits bool) (wrong bool, message string) {
		h.Stuck = waits
		c := linear.NewChecker(x.subject, p)
		if c.Check(h) != linear.NotLinearizable {
			return false, ""
		}
		return true, judge.Headline(x.subject) + "\n" + h.Timeline() + strings.TrimRight(c.Explain(h), "\n")
	})
	judge.Run(x.subject, h)
}

// explore runs all programs under control.
func (x *search) explore(ctx context.Context) {
	t := x.call.T
	t.Helper()
	begin := time.Now()
	for i := range x.programs {
		p := x.program(i)
		x.tried, x.calls = i+1, x.calls+p.Ops()
		a, err := x.try(ctx, p, x.Schedules)
		x.unknown += a.Unknown
		x.distinct += a.Distinct
		if x.schedules += a.Executions; a.Raced > 0 {
			x.schedules += a.Raced - a.Executions
		}
		if err != nil {
			t.Errorf("racekit: program %d of %d: %v", i+1, x.programs, err)
			return
		}
		if a.kind() != "" {
			x.tell(ctx, a)
			return
		}
		if b := x.Budget; b > 0 && time.Since(begin) > b {
			break
		}
	}
	x.call.HandOver(nil, campaign.Result{Schedules: x.schedules, Distinct: x.distinct})
	t.Logf("racekit: nothing wrong with %s in %s of %s with %s%s", x.subject.Type, text.Count(x.schedules, "schedule"), text.Count(x.tried, "program"), text.Count(x.calls, "call"), x.doubt())
}

// doubt is what keeps a search without a finding from meaning much.
func (x *search) doubt() string {
	said := ""
	if x.tried < x.programs {
		said = fmt.Sprintf("; the budget of %v was not enough for %d", x.Budget, x.programs)
	}
	if x.unknown > 0 {
		said += fmt.Sprintf("; whether %s can be linearized is unknown, because the search took longer than %v", text.Count(x.unknown, "run"), linear.DefaultTimeout)
	}
	return said
}

// An attempt is the exploration of one program.
type attempt struct {
	explore.Result
	judge.Judgement
	program  linear.Program
	lab      execution.Laboratory
	found    *explore.Found // nil if nothing is wrong
	campaign *campaign.Campaign
}

// kind says what is wrong, so that shrinking does not lead from one thing to
// another.
func (a *attempt) kind() string {
	switch {
	case a.Raced > 0:
		return string(finding.DataRace)
	case a.found == nil:
		return ""
	case a.Bad != nil && a.Checker.Random != nil:
		return unstable
	case a.Bad != nil:
		return "history"
	}
	return string(a.found.Kind)
}

// unstable is the kind of a program of which nothing can be said.
const unstable = "unstable"

// try explores a program in this process: only there its history can be seen.
func (x *search) try(ctx context.Context, p linear.Program, n int) (*attempt, error) {
	lab := judge.New(x.call.T.Name(), x.subject, p, func(body func(*testing.T)) execution.Laboratory {
		return x.call.InProcess(x.call.Body(body))
	})
	a, err := x.exploreIn(ctx, lab, p, n, "")
	a.Judgement = lab.Judgement()
	if errors.Is(err, judge.ErrRace) {
		err = nil // Raced says so
	}
	return a, err
}

// tryElsewhere explores a program in other processes, where the detector's
// reports can be had.
func (x *search) tryElsewhere(ctx context.Context, lab execution.Laboratory, p linear.Program, n int) (*attempt, error) {
	item, err := json.Marshal(p)
	if err != nil {
		return nil, err
	}
	return x.exploreIn(ctx, lab, p, n, x.call.Order(string(item)))
}

func (x *search) exploreIn(ctx context.Context, lab execution.Laboratory, p linear.Program, n int, input string) (*attempt, error) {
	a := &attempt{program: p, lab: lab}
	spec := x.Spec()
	spec.Test, spec.Input, spec.Leaks, spec.Timeout = x.call.T.Name(), input, false, judge.Timeout
	var err error
	a.campaign = x.call.Campaign(lab, explore.Config{Base: spec, N: n, Strategies: x.Strategies, Parallel: 1})
	a.Result, err = explore.Explore(ctx, lab, a.campaign.Explore, nil)
	if len(a.Findings) > 0 {
		a.found = a.Findings[0]
	}
	return a, err
}
