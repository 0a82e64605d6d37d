package records

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"time"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/shrink"
)

func Shrink() *frame.Command {
	o := new(engine.Options)
	c := &frame.Command{
		Name:  "shrink",
		Usage: "[flags] FILE|ID [-args ...]",
		Short: "simplify a recorded schedule and explain each switch",
		Long: `Shrink looks for a simpler schedule that shows the finding of a record: with
as few preemptions as possible, and then as few other differences from the
default schedule. It prints the schedule and replaces the record. racekit test
does the same with what it finds; shrink may take longer.

The exit code is 0 if the record now has the simplest schedule that is known,
and 3 if it no longer shows its finding.`,
	}
	c.Flags.Init("shrink", flag.ContinueOnError)
	c.Refused = engine.NotOfBuild
	c.Accepts = frame.Accepts{Min: 1, Max: 1, What: "one record: a file, or an ID of 16 hex digits", Binary: true}
	o.BuildFlags(&c.Flags)
	o.CommonFlags(&c.Flags)
	budget := c.Flags.Duration("budget", time.Minute, "search for at most `d`")
	c.Run = func(ctx context.Context, std frame.Streams, args frame.Args) error {
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

func runShrink(ctx context.Context, std frame.Streams, o *engine.Options, args frame.Args, budget time.Duration) error {
	r, err := openRecord(ctx, std, o, args)
	if err != nil {
		return err
	}
	defer r.close()
	cfg := shrink.Config{Time: budget, Steps: int(budget.Seconds() * stepsPerSecond)}
	shown, err := r.campaign().Simplify(ctx, r.file, r.rec, cfg)
	if errors.Is(err, campaign.ErrGone) {
		fmt.Fprintln(std.Out, err)
		return frame.Exit(frame.ExitUnfinished)
	}
	if shown.Record != "" {
		engine.Terminal(std.Out, r.engine.GOROOT).WriteFailure(std.Out, shown)
	}
	return err
}
