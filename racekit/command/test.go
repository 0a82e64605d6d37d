package command

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"

	"github.com/racekit/toolkit/racekit/internal/gocmd"
)

func testCommand() *Command {
	o := new(testOptions)
	c := &Command{
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
	c.Refused = notOfTest
	c.Accepts = Accepts{Max: anyNumber, Binary: true}
	o.flags(&c.Flags)
	c.Run = func(ctx context.Context, std Streams, args Args) error { return runTest(ctx, std, o, args) }
	return c
}

func runTest(ctx context.Context, std Streams, o *testOptions, args Args) error {
	begin := time.Now()
	st := statusFor(std.Err, os.Getenv)
	defer st.stop()
	o.vet, o.said = true, func(text []byte) { st.clear(); std.Err.Write(text) }
	prepared := st.building(preparing)
	g, err := o.goCommand(ctx, ".")
	prepared()
	if err != nil {
		return err
	}
	accept, err := readAccepted(o.accept, g.Base.Mod)
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
		o.norecord = true // nothing says later which files a record is of
	}
	dir, err := tempFolder("racekit-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for test binaries: %w", err)
	}
	defer os.RemoveAll(dir)

	r := &runner{o: o, accept: accept, status: st, now: time.Now, open: func(ctx context.Context, b *gocmd.Binary) (lab, error) {
		return openLab(ctx, b, o, args.Binary)
	}}
	print := func(text []byte) { std.Out.Write(text) }
	if term := terminal(std.Out, g.GOROOT()); o.json {
		events := &jsonSink{w: std.Out, term: term, now: time.Now}
		r.out, print = events, func(text []byte) { events.e.Output("", text) }
	} else {
		term.Verbose = o.verbose
		r.out = &textSink{w: std.Out, errs: std.Err, term: term, verbose: o.verbose}
	}
	built := g.BuildAll(ctx, pkgs, dir, o.parallelWorkers())
	var code int
	if o.list.text != "" {
		code = r.list(ctx, built, print)
	} else {
		code = r.all(ctx, built)
		err = o.writeProfile()
	}
	if err != nil {
		return err
	}
	if interrupted(ctx) {
		fmt.Fprintf(std.Err, "racekit test: interrupted after %v; results so far are above\n", time.Since(begin).Round(time.Second))
	}
	for _, s := range accept.stale() {
		fmt.Fprintln(std.Err, s)
	}
	if code != exitClean {
		return exit(code)
	}
	return nil
}

// goCommand returns the controlled go command for the module in dir.
func (o *testOptions) goCommand(ctx context.Context, dir string) (*gocmd.Go, error) {
	return gocmd.Controlled(ctx, gocmd.Config{Dir: dir, Race: o.race, Load: o.load, Build: o.build, Vet: o.vet, Said: o.said})
}
