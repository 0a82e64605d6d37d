package campaign

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/shrink"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// describe makes a finding ready to print and, if it replays, records it.
func (c *Campaign) describe(ctx context.Context, f *explore.Found, tell *telling, r *Result) Finding {
	var why *finding.Why
	// A hang costs its whole time whenever it is run.
	again := f.Verdict == explore.Replayable && f.Finding.Kind != finding.Hang
	if again && !tell.over() {
		c.locate(ctx, f)
	}
	cut := false
	switch {
	case f.Verdict == explore.Unconfirmed && tell.over():
		tell.unsure++
	case !again || c.AsFound || f.Built || f.Kind == finding.Nondeterminism:
	case tell.over():
		tell.unshrunk++
		cut = true
	default:
		why, cut = c.shrink(ctx, f, tell.bound(), r)
		if cut && why.Shrunk {
			tell.partly++
		} else if cut {
			tell.unshrunk++
		}
	}
	out := f.Outcome
	if again && !tell.over() {
		out = c.withStacks(ctx, f)
	} else if again && !cut {
		tell.plain++
	}
	shown := c.shown(r.Test, f.Identity, f.Finding, &out)
	if why != nil {
		shown.Why = why
	}
	shown.Often = f.Frequency
	if !f.Built {
		shown.Schedule, shown.Of = f.First+1, r.Schedules
	}
	if f.Verdict != explore.Replayable {
		shown.Notes = slices.Concat(shown.Notes, f.Doubts(), f.Beside)
		return shown
	}
	shown.Notes = append(shown.Notes, f.Beside...)
	c.keep(f, &shown, r)
	return shown
}

// constant makes a finding ready to print that every schedule shows. There is
// nothing to make simpler or to explain, and to see it again takes no record; a
// leak has one for all tests of the package.
func (c *Campaign) constant(f *explore.Found, r *Result) Finding {
	shown := c.shown(r.Test, f.Identity, f.Finding, &f.Outcome)
	shown.Every, shown.Schedule, shown.Of, shown.Notes = f.Every, 1, f.Every, append(shown.Notes, f.Beside...)
	if f.Kind == finding.Leak && f.Verdict == explore.Replayable && c.Records.first(f.Identity) {
		c.keep(f, &shown, r)
	}
	return shown
}

// shown is what an execution shows of a finding.
func (c *Campaign) shown(test, identity string, f finding.Finding, out *execution.Outcome) Finding {
	var notes []string
	if members := trace.Members(test); len(members) > 1 {
		notes = []string{trace.Parallel + ": " + strings.Join(members, ", ")}
	}
	return Finding{
		ID:      identity,
		Test:    trace.Label(cmp.Or(finding.Owner(f, out.Trace), test)),
		Notes:   notes,
		Finding: f,
		Why:     finding.WhyOf(f, out.Trace),
		Trace:   out.Trace,
		Steps:   out.Steps,
		Output:  out.Output,
		NoRace:  c.Race && out.Races == 0 && out.Uses&execution.UsesInexact == 0,
	}
}

// shrink gives f a simpler schedule, if there is one, and returns why it is as
// it is, and whether the time was too short to know of a simpler one.
func (c *Campaign) shrink(ctx context.Context, f *explore.Found, cfg shrink.Config, r *Result) (why *finding.Why, cut bool) {
	s, err := shrink.Shrink(ctx, c.Lab, f.Spec, f.Outcome, f.Identity, cfg)
	if err != nil && ctx.Err() == nil {
		r.Notes = append(r.Notes, "shrinking failed: "+err.Error())
	}
	if s.Note != "" {
		r.Notes = append(r.Notes, "the schedule of "+f.Identity+" was "+s.Note)
	}
	f.Spec, f.Outcome = s.Spec, s.Outcome
	if s.Why != nil {
		f.Finding, f.Preemptions, f.Least = s.Finding, len(s.Why.Switches), s.Why.Minimal
	}
	return s.Why, s.Cut
}

// withStacks runs the execution of f once more for the stack at each step. If
// that is not to be had, the report does without.
func (c *Campaign) withStacks(ctx context.Context, f *explore.Found) execution.Outcome {
	spec := f.Spec
	spec.Stacks = true
	out, err := c.Lab.Fresh(ctx, spec)
	if err != nil || out.Hash != f.Outcome.Hash || out.Status != f.Outcome.Status {
		return f.Outcome
	}
	return out
}

// locate finds the accesses of a race in the trace: where they are no steps of
// it, because they were not known to be contended, the default schedule may
// show the race with them as steps.
func (c *Campaign) locate(ctx context.Context, f *explore.Found) {
	if f.Race == nil || c.Explore.Base.Early {
		return
	}
	if _, _, ok := f.Race.Locate(f.Outcome.Trace); ok {
		return
	}
	spec := f.Spec
	spec.Script, spec.Strategy, spec.Learn, spec.Wide = nil, sched.Config{Kind: sched.FIFO}, true, false
	learned, err := c.Lab.Fresh(ctx, spec)
	if err != nil || len(learned.Sites) == 0 {
		return
	}
	spec.Sites, spec.Learn = append(slices.Clone(spec.Sites), learned.Sites...), false
	slices.Sort(spec.Sites)
	spec.Sites = slices.Compact(spec.Sites)
	out, err := c.Lab.Fresh(ctx, spec)
	if err != nil {
		return
	}
	for _, g := range explore.FromOutcome(out) {
		if finding.Identity(g) != f.Identity || g.Race == nil {
			continue
		}
		if _, _, ok := g.Race.Locate(out.Trace); ok {
			f.Finding, f.Outcome, f.Spec = g, out, explore.ReplaySpec(spec, &out)
		}
	}
}
