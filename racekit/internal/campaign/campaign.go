// Package campaign is the one road from a test to what is told of it: recorded
// schedules are replayed, new ones are explored, and each finding is confirmed,
// located, made simpler, explained and recorded. The commands and the library
// both take it. It has no flags and prints nothing.
package campaign

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/explore/cause"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// A Campaign explores one test, and says what is wrong with it.
type Campaign struct {
	Lab execution.Laboratory
	// Explore says which schedules are run. Its budget is that of the campaign:
	// half as much again is for what was found.
	Explore explore.Config

	Race     bool // the test was built with the detector
	NewLeaks bool // a leak that the default schedule shows as well is no finding
	AsFound  bool // a finding keeps the schedule that was found first
	// Alike groups kinds of findings, of which only the first of a group is
	// explained, and none counts as constant; nil is each by itself.
	Alike  func(finding.Kind) int
	GOROOT string // of the toolchain that built the test

	Records *Records // nil: nothing is replayed, and nothing is kept
	// Known are the identities of findings that are told already, by recorded
	// schedules. Run adds those of its own.
	Known map[string]bool
	Words Words
}

// Words are those of who asks for the campaign.
type Words struct {
	Budget string // the name of the option: "-budget"
	Longer string // what to do where an execution was too slow
	Less   string // what to do where it had too many steps
}

// Run replays the recorded schedules of the test and then explores new ones. What
// it has is returned with an error too. Events are reported by one goroutine;
// events may be nil.
func (c *Campaign) Run(ctx context.Context, events func(explore.Event)) (r Result, err error) {
	begin := time.Now()
	defer func() { r.Elapsed = time.Since(begin) }()
	r.Test = c.Explore.Base.Test
	c.Explore.Budget = c.Explore.Budget.Started()
	if err := c.replayRecords(ctx, &r); err != nil {
		return r, err
	}
	replayed := len(r.Findings)
	res, err := explore.Explore(ctx, c.Lab, c.Explore, func(ev explore.Event) {
		if events != nil {
			ev.Findings += replayed
			events(ev)
		}
	})
	explored := time.Now()
	defer func() { r.Explaining = time.Since(explored) }()
	c.tell(ctx, &res, &r)
	return r, err
}

// Tell says what an exploration that is over came to.
func (c *Campaign) Tell(ctx context.Context, res *explore.Result) Result {
	r := Result{Test: c.Explore.Base.Test}
	c.Explore.Budget = c.Explore.Budget.Started()
	c.tell(ctx, res, &r)
	return r
}

// tell enters in r what was explored and what was found.
func (c *Campaign) tell(ctx context.Context, res *explore.Result, r *Result) {
	if res.First.Trace != nil {
		r.Tests = res.First.Trace.Tests
	}
	r.Schedules, r.Distinct, r.Steps = res.Executions, res.Distinct, res.First.Steps
	r.Coverage, r.Confidence = res.Coverage, res.Confidence.Lines()
	r.NoPoint = res.NoPoint()
	r.Skipped, r.Whole = res.Reason == explore.NotRun, res.Reason == explore.Whole
	r.Unfinished = res.Unfinished(c.Words.Longer, c.Words.Less)
	r.Notes = append(r.Notes, res.Notes()...)
	if c.NewLeaks {
		old := res.LeaveOutOldLeaks()
		r.drop(old)
		r.quiet = slices.DeleteFunc(r.quiet, func(s silent) bool { return slices.Contains(old, s.identity) })
	}
	c.findings(ctx, c.byCause(cause.Together(res.Findings, c.GOROOT), r), r)
	if !r.Whole {
		r.Settle()
	}
	for _, f := range res.Never() {
		r.Findings = append(r.Findings, Finding{ID: finding.Identity(f), Test: r.Test, Finding: f})
	}
}

// byCause leaves one finding of each cause, and none where r has one already.
func (c *Campaign) byCause(all []*explore.Found, r *Result) []*explore.Found {
	for _, f := range all {
		if c.isConstant(f) {
			r.drop([]string{f.Identity}) // as its record shows it
		}
	}
	var told []cause.Told
	for i := range r.Findings {
		f := &r.Findings[i]
		told = append(told, cause.Told{Finding: f.Finding, Trace: f.Trace, Steps: f.Steps})
	}
	kept, beside := cause.ByCause(told, all, c.GOROOT)
	for i := range r.Findings {
		r.Findings[i].tellWith(beside[i])
	}
	return kept
}

// TellOf says of some findings what there is to say.
func (c *Campaign) TellOf(ctx context.Context, all ...*explore.Found) Result {
	r := Result{Test: c.Explore.Base.Test}
	c.Explore.Budget = c.Explore.Budget.Started()
	c.findings(ctx, all, &r)
	return r
}

// findings adds to r what there is to say of all that are not known.
func (c *Campaign) findings(ctx context.Context, all []*explore.Found, r *Result) {
	explained := map[int]bool{}
	tell := telling{budget: c.Explore.Budget, n: len(all), option: c.Words.Budget}
	for i, f := range all {
		tell.at = i
		switch {
		case c.isConstant(f):
			r.Findings = append(r.Findings, c.constant(f, r))
		case c.Known[f.Identity]:
		case c.Alike != nil && explained[c.Alike(f.Kind)]:
			r.Findings = append(r.Findings, Finding{ID: f.Identity, Test: r.Test, Finding: f.Finding})
		default:
			r.Findings = append(r.Findings, c.describe(ctx, f, &tell, r))
			if c.Alike != nil {
				explained[c.Alike(f.Kind)] = true
			}
		}
	}
	if note := tell.note(); note != "" {
		r.Notes = append(r.Notes, note)
	}
}

// isConstant reports whether a finding is told as one that every schedule shows.
func (c *Campaign) isConstant(f *explore.Found) bool { return f.Every > 0 && c.Alike == nil }

// notEnough is what there is to say of n things that the budget was too short for.
func (c *Campaign) notEnough(what string) string {
	return fmt.Sprintf("%s: the budget of %v was used up (%s)", what, c.Explore.Budget.Time, c.Words.Budget)
}
