package explore

import (
	"context"
	"slices"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore/exhaust"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A Coverage says which schedules were explored: what the absence of a finding
// means.
type Coverage = exhaust.Coverage

// How far a Coverage goes.
const (
	Sampled  = exhaust.Sampled
	Bounded  = exhaust.Bounded
	Complete = exhaust.Complete
)

const (
	// DefaultBound is for Config.Bound. Few bugs need more preemptions
	// (Musuvathi, Qadeer, PLDI 2007).
	DefaultBound = 2

	probes     = 8    // random schedules by which the number of all is guessed
	atLeast    = 32   // executions left, or it is not worth while
	atMost     = 2000 // steps of a default schedule that can be explored so
	longest    = 10   // times as many may other schedules have
	doubt      = 2    // the number may be so many times the guess
	allShares  = 4    // of the executions that are left, and of the time
	mostShares = 3    // for a search of all schedules: one that does not end leaves the rest to the strategies
	taste      = 8    // one in so many of N is sampled before any search: most bugs show soon
	confirmed  = 100  // findings of a search that goes on
)

// searches reports whether a search is to be tried: not if a strategy was asked for.
func (e *explorer) searches() bool { return e.Exhaustive && slices.Equal(e.Strategies, Mix()) }

// exhaust explores all schedules if they are few enough, else all those with
// few preemptions if they are. It returns errEnd if there is no more to explore.
func (e *explorer) exhaust(ctx context.Context) error {
	switch {
	case e.First.Found() && !e.KeepGoing:
		return nil
	case e.Isolated:
		e.Coverage.Why = "it cannot run twice in one process"
		return nil
	case e.N-e.Executions < atLeast:
		e.Coverage.Why = "too few schedules were asked for to explore all"
		return nil
	}
	spec := e.searched()
	if e.Coverage.Why = exhaust.Excludes(spec); e.Coverage.Why == "" && e.First.Steps > atMost {
		e.Coverage.Why = "its executions are too long to explore all schedules"
	}
	if e.Coverage.Why != "" {
		return nil
	}
	size, err := exhaust.Estimate(ctx, e.lab, spec, probes, e.over, e.saw)
	if err != nil || size.Why != "" {
		e.Coverage.Why = size.Why
		return err
	}
	if err := e.shortest(ctx, spec, size.Found); err != nil || e.over() {
		return err
	}
	if doubt*size.Classes > float64(e.N-e.Executions) {
		return e.bounded(ctx, spec)
	}
	return e.all(ctx, spec)
}

// searched returns what a search is to run.
func (e *explorer) searched() execution.Spec {
	spec := e.Base
	spec.Index, spec.Sites, spec.MaxSteps = e.Executions, e.Sites, longest*atMost
	return spec
}

// within limits a search to so many shares of the executions and the time that
// are left.
func (e *explorer) within(shares, bound int) exhaust.Limits {
	l := exhaust.Limits{Bound: bound, Executions: (e.N - e.Executions) * shares / allShares}
	if b := e.Budget; b.Time > 0 {
		begin := b.now()
		b.Time = b.Begin.Add(b.Time).Sub(begin) * time.Duration(shares) / allShares
		b.Begin = begin
		l.Over = func() bool { return e.over() || b.Spent() }
	}
	return l
}

// search runs one search and adds what it did to the result.
func (e *explorer) search(ctx context.Context, spec execution.Spec, l exhaust.Limits) (exhaust.Result, error) {
	if !l.OneSeed {
		spec.Index = e.Executions
	}
	enough := 1
	if e.KeepGoing {
		enough = confirmed
	}
	l.Workers, l.Each = e.Parallel, e.saw
	if l.Over == nil {
		l.Over = e.over
	}
	if l.Enough == nil {
		l.Enough = func(_ int, found []exhaust.Finding) bool { return len(found) >= enough }
	}
	l.Before = e.Executions
	r, err := exhaust.Search(ctx, e.lab, spec, l)
	if err == nil {
		e.census.search(&r)
	}
	e.report(nil)
	return r, err
}

// saw counts an execution of a search.
func (e *explorer) saw(o *execution.Outcome) {
	e.hashes[o.Hash] = true
	e.uses |= o.Uses
	e.count(e.Executions, o.Marks, false)
	e.Executions++
	e.Distinct = len(e.hashes)
	if o.Found() {
		e.census.saw(FromOutcome(*o))
	}
}

// all explores every schedule.
func (e *explorer) all(ctx context.Context, spec execution.Spec) error {
	r, err := e.search(ctx, spec, e.within(mostShares, exhaust.All))
	if err != nil {
		return err
	}
	e.Coverage = r.Coverage
	if err := e.shortest(ctx, spec, r.Found); err != nil {
		return err
	}
	if r.Extent == Complete {
		return errEnd
	}
	return nil
}

// bounded explores the schedules with few preemptions in part of the budget.
func (e *explorer) bounded(ctx context.Context, spec execution.Spec) error {
	r, err := e.search(ctx, spec, e.within(1, e.Bound))
	if err != nil {
		return err
	}
	e.Coverage = r.Coverage
	return e.adds(ctx, r.Found, below(&r))
}

// enters adds a finding of a search. least says that none has fewer
// preemptions. A livelock is none: the bound on the steps is low.
func (e *explorer) enters(ctx context.Context, f exhaust.Finding, least bool) error {
	if f.Outcome.Status == execution.Livelock {
		return nil
	}
	f.Spec.MaxSteps = e.Base.MaxSteps
	p := &piece{hits: []hit{{found: FromOutcome(f.Outcome), spec: f.Spec, outcome: &f.Outcome, before: f.Before, preemptions: f.Preemptions, searched: true, least: least}}}
	if disturbed, err := e.disturbed(ctx, p); err != nil || disturbed {
		return err
	}
	for _, f := range p.hits[0].found {
		e.census.searched(finding.Identity(f), finding.Search{Found: true})
	}
	return e.judge(ctx, chunk{strategy: sched.Config{Kind: sched.FIFO}}, p.hits[0])
}
