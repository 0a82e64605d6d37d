package command

import (
	"context"
	"flag"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/toolchain"
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
What fails in every schedule without the help of another goroutine is printed as
go test prints it, and not recorded.
Examples and the seeds of fuzz targets run once, as in go test.

The flags of go test have the meaning that they have there; flags may follow
the packages. What follows -args is given to the tests. 'racekit help' lists
topics: schedules, records, accept, exitcodes.`,
	}
	c.Flags.Init("test", flag.ContinueOnError)
	o.flags(&c.Flags)
	c.Run = func(ctx context.Context, std Streams, args Args) error { return runTest(ctx, std, o, args) }
	return c
}

func runTest(ctx context.Context, std Streams, o *testOptions, args Args) error {
	st := statusFor(std.Err, os.Getenv)
	defer st.stop()
	prepared := st.building(preparing)
	g, err := o.goCommand(ctx, ".")
	prepared()
	if err != nil {
		return err
	}
	accept, err := readAccepted(o.accept, g.Mod)
	if err != nil {
		return err
	}
	patterns := args.Names
	if len(patterns) == 0 {
		patterns = []string{"."}
	}
	pkgs, err := g.list(ctx, o.load, patterns)
	if err != nil {
		return err
	}
	dir, err := tempFolder("racekit-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for test binaries: %w", err)
	}
	defer os.RemoveAll(dir)

	r := &runner{o: o, accept: accept, status: st, now: time.Now, open: func(ctx context.Context, b *binary) (lab, error) {
		return openLab(ctx, b, o, args.Binary)
	}}
	if term := terminal(std.Out, g.GOROOT); o.json {
		r.out = &jsonSink{w: std.Out, term: term, now: time.Now}
	} else {
		r.out = &textSink{w: std.Out, errs: std.Err, term: term, verbose: o.verbose}
	}
	code := r.all(ctx, buildAll(ctx, g, pkgs, o.build, dir, runtime.NumCPU()))
	if interrupted(ctx) {
		fmt.Fprintln(std.Err, "racekit test: interrupted; what was found until then is above")
	}
	for _, s := range accept.stale() {
		fmt.Fprintln(std.Err, s)
	}
	if code != exitClean {
		return exit(code)
	}
	return nil
}

// withAtomics makes the operations of sync/atomic scheduling points in a build
// without the race detector.
func (o *testOptions) withAtomics() {
	var given []string
	o.build = slices.DeleteFunc(o.build, func(word string) bool {
		value, ok := strings.CutPrefix(word, "-gcflags=")
		if ok {
			given = append(given, value)
		}
		return ok
	})
	o.build = append(o.build, toolchain.NoIntrinsics(given)...)
}

// goCommand returns the controlled go command for the module in dir, and adds
// -race to the build flags.
func (o *testOptions) goCommand(ctx context.Context, dir string) (goCommand, error) {
	base, err := toolchain.Locate(ctx, dir)
	if err != nil {
		return goCommand{}, err
	}
	if o.race {
		if err := base.CheckRace(); err != nil {
			return goCommand{}, err
		}
		o.load = append(o.load, "-race")
		o.build = append(o.build, "-race")
	} else {
		o.withAtomics()
	}
	cache, err := toolchain.CacheDir()
	if err != nil {
		return goCommand{}, err
	}
	tc, err := toolchain.Prepare(ctx, base, cache)
	if err != nil {
		return goCommand{}, err
	}
	return goCommand{Path: base.Go(), Dir: dir, Mod: base.Mod, GOROOT: tc.Path(), Env: tc.Env(os.Environ()),
		// As go test does: the Go that a test runs or reads is the user's own.
		RunEnv: append(tc.Env(os.Environ()), "GOROOT="+base.GOROOT)}, nil
}
