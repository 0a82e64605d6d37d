package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/shrink"
)

func shrinkCommand() *Command {
	o := new(testOptions)
	c := &Command{
		Name:  "shrink",
		Usage: "[flags] FILE|ID [-args ...]",
		Short: "simplify a recorded schedule and say why each switch is needed",
		Long: `Shrink looks for a simpler schedule that shows the finding of a record: with
as few preemptions as possible, and then as few other differences from the
default schedule. It prints it and replaces the record. racekit test does so
with what it finds; shrink may take longer.

The exit code is 0 if the record now has the simplest schedule that is known,
and 3 if it does not show its finding any more.`,
	}
	c.Flags.Init("shrink", flag.ContinueOnError)
	o.buildFlags(&c.Flags)
	o.commonFlags(&c.Flags)
	budget := c.Flags.Duration("budget", time.Minute, "search for at most `d`")
	c.Run = func(ctx context.Context, std Streams, args Args) error {
		if *budget <= 0 {
			return errors.New("-budget must be above zero")
		}
		return runShrink(ctx, std, o, args, *budget)
	}
	return c
}

// stepsPerSecond turns a duration into a number of steps, which bounds a
// search alike on every machine.
const stepsPerSecond = 3_000_000

func runShrink(ctx context.Context, std Streams, o *testOptions, args Args, budget time.Duration) error {
	r, err := openRecord(ctx, std, o, args)
	if err != nil {
		return err
	}
	defer r.close()
	spec, lost, err := r.engine.specOf(r.rec)
	if err != nil {
		return err
	}
	spec.Stacks = false
	out, err := r.pool.Fresh(ctx, spec)
	if err != nil {
		return err
	}
	all := explore.FromOutcome(out)
	i := slices.IndexFunc(all, func(f finding.Finding) bool { return finding.Identity(f) == r.rec.Identity })
	switch {
	case i < 0 && out.DivergedAt > 0:
		fmt.Fprintln(std.Out, diverged(r.rec, &out, lost))
		return exit(exitUnfinished)
	case i < 0:
		fmt.Fprintf(std.Out, "the recorded %s does not show any more; racekit corpus prune deletes such records\n", r.rec.Kind)
		return exit(exitUnfinished)
	}
	f := &explore.Found{Finding: all[i], Identity: r.rec.Identity, Outcome: out, Spec: explore.ReplaySpec(spec, &out)}
	var x exploration
	cfg := shrink.Config{Time: budget, Steps: int(budget.Seconds() * stepsPerSecond)}
	r.engine.place(ctx, r.pool, f)
	why, cut := r.engine.shrink(ctx, r.pool, f, cfg, &x)
	if cut {
		x.Notes = append(x.Notes, fmt.Sprintf("there may be a simpler schedule: the budget of %v was used up (-budget)", budget))
	}
	full := r.engine.withStacks(ctx, r.pool, f)
	shown := r.engine.failure(r.rec.Test, f.Finding, &full)
	shown.Why, shown.Notes = why, x.Notes
	again, err := r.engine.recordOf(f, r.engine.story(shown))
	if err != nil {
		return err
	}
	again.Strategy = r.rec.Strategy
	if _, _, err := finding.Save(filepath.Dir(filepath.Dir(r.file)), again, true); err != nil {
		return err
	}
	shown.Record = r.file
	terminal(std.Out, r.engine.GOROOT).WriteFailure(std.Out, shown)
	return ctx.Err()
}

// shrink gives f a simpler schedule, if there is one, and returns why it is as
// it is, and whether the time was too short to know of a simpler one.
func (e *engine) shrink(ctx context.Context, pool execution.Laboratory, f *explore.Found, cfg shrink.Config, x *exploration) (why *finding.Why, cut bool) {
	r, err := shrink.Shrink(ctx, pool, f.Spec, f.Outcome, f.Identity, cfg)
	if err != nil && ctx.Err() == nil {
		x.Notes = append(x.Notes, "shrinking failed: "+err.Error())
	}
	if r.Note != "" {
		x.Notes = append(x.Notes, "the schedule of "+f.Identity+": "+r.Note)
	}
	f.Spec, f.Outcome = r.Spec, r.Outcome
	if r.Why != nil {
		f.Finding, f.Preemptions, f.Least = r.Finding, len(r.Why.Switches), r.Why.Minimal
	}
	return r.Why, r.Cut
}

// place finds the accesses of a race in the trace: where they are no steps of
// it, because they were not known to be contended, the default schedule may
// show the race with them as steps.
func (e *engine) place(ctx context.Context, pool execution.Laboratory, f *explore.Found) {
	if f.Race == nil || e.o.Clock.Early {
		return
	}
	if _, _, ok := f.Race.Locate(f.Outcome.Trace); ok {
		return
	}
	spec := f.Spec
	spec.Script, spec.Strategy, spec.Learn, spec.Wide = nil, sched.Config{Kind: sched.FIFO}, true, false
	learned, err := pool.Fresh(ctx, spec)
	if err != nil || len(learned.Sites) == 0 {
		return
	}
	spec.Sites, spec.Learn = append(slices.Clone(spec.Sites), learned.Sites...), false
	slices.Sort(spec.Sites)
	spec.Sites = slices.Compact(spec.Sites)
	out, err := pool.Fresh(ctx, spec)
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
