// Package test is racekit test.
package test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
)

func Command() *frame.Command {
	o := new(engine.Options)
	c := &frame.Command{
		Name:  "test",
		Usage: "[flags] [packages] [-args ...]",
		Short: "run tests under many schedules and report what goes wrong",
		Long: `Test runs each test of the packages (by default the one here) under many
schedules, with the race detector on, and reports data races, deadlocks,
goroutine leaks, panics and failing tests, each with a record that replays it
exactly. Tests are ordinary Go tests. Recorded schedules are replayed first.
A test that fails in every schedule without another goroutine is reported as in
go test, and not recorded. As in go test, examples and the seeds of fuzz targets
run once, and go vet checks the packages first.

Build flags and flags of go test mean what they mean in go test, or are refused
with a reason; -n and -artifacts are racekit's own. Flags may follow the
packages, Go files may stand for a package, and what follows -args is given to
the tests. 'racekit help' lists topics: schedules, records, accept,
exitcodes, limits.`,
	}
	c.Flags.Init("test", flag.ContinueOnError)
	c.Refused = engine.NotOfTest
	c.Accepts = frame.Accepts{Max: frame.AnyNumber, Binary: true}
	o.Flags(&c.Flags)
	c.Run = func(ctx context.Context, std frame.Streams, args frame.Args) error { return runTest(ctx, std, o, args) }
	return c
}

func runTest(ctx context.Context, std frame.Streams, o *engine.Options, args frame.Args) error {
	begin := time.Now()
	st := engine.StatusFor(std.Err, os.Getenv)
	defer st.Stop()
	o.Vet, o.Said = true, func(text []byte) { st.Clear(); std.Err.Write(text) }
	prepared := st.Building(engine.Preparing)
	g, err := o.Go(ctx, ".")
	prepared()
	if err != nil {
		return err
	}
	accept, err := readAccepted(o.Accept, g.Base.Mod)
	if err != nil {
		return err
	}
	patterns := args.Names
	if len(patterns) == 0 {
		patterns = []string{"."}
	}
	pkgs, err := g.List(ctx, patterns...)
	if err != nil {
		return err
	}
	if pkgs[0].Files != nil {
		o.NoRecord = true // nothing says later which files a record is of
	}
	dir, err := frame.TempFolder("racekit-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for test binaries: %w", err)
	}
	defer os.RemoveAll(dir)

	covered := new(blocks)
	r := &runner{o: o, accept: accept, status: st, now: time.Now, open: func(ctx context.Context, b *gocmd.Binary) (lab, error) {
		e, err := engine.Open(ctx, b, o, args.Binary)
		return packageLab{e, covered}, err
	}}
	print := func(text []byte) { std.Out.Write(text) }
	if term := engine.Terminal(std.Out, g.GOROOT()); o.JSON {
		events := &jsonSink{w: std.Out, term: term, now: time.Now}
		r.out, print = events, func(text []byte) { events.e.Output("", text) }
	} else {
		term.Verbose = o.Verbose
		r.out = &textSink{w: std.Out, errs: std.Err, term: term, verbose: o.Verbose}
	}
	built := g.BuildAll(ctx, pkgs, dir, o.ParallelWorkers())
	var code int
	if o.List.Text != "" {
		code = r.list(ctx, built, print)
	} else {
		code = r.all(ctx, built)
		err = covered.writeProfile(o)
	}
	if err != nil {
		return err
	}
	if frame.Interrupted(ctx) {
		fmt.Fprintf(std.Err, "racekit test: interrupted after %v; results so far are above\n", time.Since(begin).Round(time.Second))
	}
	for _, s := range accept.stale() {
		fmt.Fprintln(std.Err, s)
	}
	if code != frame.ExitClean {
		return frame.Exit(code)
	}
	return nil
}
