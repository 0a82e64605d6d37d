// Package records has the commands for recorded schedules: replay, shrink and
// corpus.
package records

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/racekit/internal/shrink"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func Replay() *frame.Command {
	o := new(engine.Options)
	c := &frame.Command{
		Name:  "replay",
		Usage: "[flags] FILE|ID [-args ...]",
		Short: "run one recorded schedule again and print it",
		Long: `Replay builds the package of a record, runs exactly the recorded schedule in a
fresh process, and prints what happens. The record is a file that racekit test
wrote, or its ID of 16 hex digits. Tags, -race, -detector and -short are those
of the record; give the other build flags that racekit test was given again.

With -debug the schedule runs under Delve and stops where a goroutine is about
to perform step n of the report. The binary is built with the compiler's
optimizations, because other code would have other scheduling points.

The exit code is 1 if the finding occurs again, 0 if the schedule passes, and 3
if the program has changed and no longer follows the recorded schedule.`,
	}
	c.Flags.Init("replay", flag.ContinueOnError)
	c.Refused = engine.NotOfBuild
	c.Accepts = frame.Accepts{Min: 1, Max: 1, What: "one record: a file, or an ID of 16 hex digits", Binary: true}
	o.BuildFlags(&c.Flags)
	o.CommonFlags(&c.Flags)
	c.Flags.BoolVar(&o.Verbose, "v", false, "print every step and what the test printed")
	debug, step := false, 1
	c.Flags.BoolVar(&debug, "debug", false, "run the schedule under the debugger Delve")
	c.Flags.Func("step", "with -debug: stop before step `n`, as reports number them (default 1)", frame.Positive(&step))
	c.Run = func(ctx context.Context, std frame.Streams, args frame.Args) error {
		if debug {
			return debugReplay(ctx, std, o, args, step)
		}
		return runReplay(ctx, std, o, args)
	}
	return c
}

func runReplay(ctx context.Context, std frame.Streams, o *engine.Options, args frame.Args) error {
	r, err := openRecord(ctx, std, o, args)
	if err != nil {
		return err
	}
	defer r.close()
	shown, err := r.campaign().Replay(ctx, r.rec, shrink.Config{})
	if err != nil {
		return err
	}
	for i := range shown.Findings {
		o.Pages.Write(r.engine.Everywhere(), r.rec.Package, &shown.Findings[i])
	}
	return r.print(std, shown, o.Verbose)
}

func debugReplay(ctx context.Context, std frame.Streams, o *engine.Options, args frame.Args, step int) error {
	r, err := openRecord(ctx, std, o, args)
	if err != nil {
		return err
	}
	defer r.close()
	return r.debug(ctx, std, step, args.Binary)
}

// A recordedTest is a record and its test, ready to run.
type recordedTest struct {
	file   string
	rec    *record.Record
	engine *engine.Engine
	pool   execution.Laboratory
	close  func()
}

// openRecord builds the test of the record that args name.
func openRecord(ctx context.Context, std frame.Streams, o *engine.Options, args frame.Args) (*recordedTest, error) {
	root, err := o.RecordRoot()
	if err != nil {
		return nil, err
	}
	here, err := os.Getwd()
	if err != nil {
		return nil, err
	}
	file, err := record.Locate(args.Names[0], here, root)
	if err != nil {
		return nil, err
	}
	rec, err := record.Load(file)
	if err != nil {
		return nil, err
	}
	r, err := openTest(ctx, std, o, file, rec, args.Binary)
	if err == nil && !r.has(rec.Test) {
		r.close()
		return nil, fmt.Errorf("%s no longer has %s; delete the record %s", rec.Package, rec.Test, record.Relative(file))
	}
	return r, err
}

// openTest builds the package of a record.
func openTest(ctx context.Context, std frame.Streams, o *engine.Options, file string, rec *record.Record, binaryArgs []string) (_ *recordedTest, err error) {
	dir, err := frame.TempFolder("racekit-")
	if err != nil {
		return nil, fmt.Errorf("cannot make a folder for the test binary: %w", err)
	}
	defer func() {
		if err != nil {
			os.RemoveAll(dir)
		}
	}()
	st := engine.StatusFor(std.Err, os.Getenv)
	built := st.Building(engine.Building(1, 1))
	b, err := buildRecorded(ctx, o, rec, record.PackageOf(file), filepath.Join(dir, "replay.test"))
	built()
	st.Stop()
	if err != nil {
		return nil, err
	}
	if b.Err != nil {
		std.Err.Write(b.Said)
		return nil, frame.Exit(frame.ExitUsage)
	}
	o.Workers = 1
	e, err := engine.Open(ctx, b, o, binaryArgs)
	if err != nil {
		return nil, err
	}
	pool, end := e.Start()
	return &recordedTest{file: file, rec: rec, engine: e, pool: pool, close: func() { end(); os.RemoveAll(dir) }}, nil
}

// campaign is that of the record's test.
func (r *recordedTest) campaign() *campaign.Campaign { return r.engine.Campaign(r.pool, r.rec.Test) }

// has reports whether the package has a test, and all that run together with it.
func (r *recordedTest) has(test string) bool {
	return !slices.ContainsFunc(trace.Members(test), func(name string) bool { return !slices.Contains(r.engine.Info().Tests, name) })
}

// buildRecorded builds the package of a record as the record says. dir is
// where the record lies; "" if it lies apart from its package.
func buildRecorded(ctx context.Context, o *engine.Options, rec *record.Record, dir, out string) (*gocmd.Binary, error) {
	o.Race, o.Detector, o.Short = rec.Race, rec.Detector, rec.Short
	if o.Tags == "" && rec.Tags != "" {
		o.Tags = rec.Tags
		o.Load = append(o.Load, "-tags="+rec.Tags)
		o.Build = append(o.Build, "-tags="+rec.Tags)
	}
	pattern := "."
	if dir == "" {
		dir, pattern = ".", rec.Package
	}
	g, err := o.Go(ctx, dir)
	if err != nil {
		return nil, err
	}
	pkgs, err := g.List(ctx, pattern)
	if err != nil {
		return nil, err
	}
	switch p := pkgs[0]; {
	case p.Error != nil:
		return nil, errors.New(p.Error.Err)
	case !p.HasTests():
		return nil, fmt.Errorf("%s has no test files", p.ImportPath)
	default:
		return g.Build(ctx, p, out), nil
	}
}

// print says what the recorded schedule showed.
func (r *recordedTest) print(std frame.Streams, shown *campaign.Replayed, verbose bool) error {
	rec, term := r.rec, engine.Terminal(std.Out, r.engine.GOROOT)
	if now := r.engine.GoVersion(); now != rec.Go {
		fmt.Fprintf(std.Out, "note: recorded with %s, replayed with %s\n", rec.Go, now)
	}
	if verbose {
		term.WriteSteps(std.Out, shown.Outcome.Trace)
		io.WriteString(std.Out, term.Shorten(string(shown.Outcome.Output)))
	}
	for _, f := range shown.Findings {
		if verbose {
			f.Output = nil // it is above
		}
		term.WriteFailure(std.Out, f)
	}
	if shown.Diverged != "" {
		fmt.Fprintln(std.Out, shown.Diverged)
	}
	switch how := shown.Standing(rec); how {
	case campaign.Differs:
		fmt.Fprintln(std.Out, "delete the record if the finding is fixed")
		return frame.Exit(frame.ExitUnfinished)
	case campaign.PassesNow:
		fmt.Fprintf(std.Out, "PASS: %s.%s, the recorded %s no longer occurs\n", rec.Package, rec.Test, rec.Kind)
		return nil
	case campaign.ShowsAnother:
		fmt.Fprintf(std.Out, "the record is of another finding: %s %s\n", rec.Kind, rec.Identity)
	}
	fmt.Fprintln(std.Out, "FAIL")
	return frame.Exit(frame.ExitFinding)
}
