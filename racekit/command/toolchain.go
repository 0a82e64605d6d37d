package command

import (
	"cmp"
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

func toolchainCommand() *frame.Command {
	c := &frame.Command{
		Name:  "toolchain",
		Usage: "path | check | clean [flags]",
		Short: "make, check or remove the controlled copy of your Go",
		Long: `Racekit builds tests with a copy of your own Go: links, with a few files edited.
It makes the copy in the user's cache when it is first needed.

	path   print the GOROOT of the copy, made if it is not there
	check  apply the edits in memory and print the state of each
	clean  remove all copies

Each race detector has a copy of its own; path prints that of -detector.

With -canary, check builds and explores tests with a known data race, a deadlock
and a leak, and one without a fault, with each detector. It says what was found;
the exit code is 1 if one was missed.`,
	}
	c.Flags.Init("toolchain", flag.ContinueOnError)
	o := new(engine.Options)
	o.DetectorFlag(&c.Flags)
	sings := c.Flags.Bool("canary", false, "check: also find known faults, by all that racekit test does")
	c.Accepts = frame.Accepts{Min: 1, Words: []frame.Word{
		{Name: "path", Accepts: frame.Accepts{Flags: []string{"detector"}}},
		{Name: "check", Accepts: frame.Accepts{Flags: []string{"canary"}}},
		{Name: "clean", Accepts: frame.Accepts{Flags: []string{}}},
	}}
	c.Run = func(ctx context.Context, std frame.Streams, args frame.Args) error {
		switch args.Names[0] {
		case "path":
			return printPath(ctx, std, o.Detector)
		case "check":
			if err := checkToolchain(ctx, std); err != nil || !*sings {
				return err
			}
			return canary(ctx, std)
		default:
			return cleanToolchain(std)
		}
	}
	return c
}

// printPath makes the copy for a detector, which no C compiler is needed for.
func printPath(ctx context.Context, std frame.Streams, d toolchain.Detector) error {
	g, err := gocmd.Copy(ctx, d)
	if err != nil {
		return err
	}
	fmt.Fprintln(std.Out, g.GOROOT())
	return nil
}

// checkToolchain prints what both copies have, and then what that of racekit's
// own detector has beside it.
func checkToolchain(ctx context.Context, std frame.Streams) error {
	g, err := gocmd.Native(ctx, gocmd.Config{})
	if err != nil {
		return err
	}
	fmt.Fprintf(std.Out, "%s at %s\n", g.Base.Version, g.Base.GOROOT)
	var failed error
	printed := map[toolchain.EditState]bool{}
	for _, d := range toolchain.Detectors {
		states, err := toolchain.Check(g.Base, d)
		if len(printed) > 0 {
			fmt.Fprintf(std.Out, "with -detector=%v also\n", d)
		}
		for _, s := range states {
			if !printed[s] {
				fmt.Fprintln(std.Out, s)
			}
			printed[s] = true
		}
		failed = cmp.Or(failed, err)
	}
	return failed
}

func cleanToolchain(std frame.Streams) error {
	cache, err := toolchain.CacheDir()
	if err != nil {
		return err
	}
	removed, err := toolchain.Clean(cache)
	for _, dir := range removed {
		fmt.Fprintln(std.Out, "removed", dir)
	}
	return err
}

func envCommand() *frame.Command {
	c := &frame.Command{
		Name:  "env",
		Short: "print what makes a shell use the controlled Go",
		Long: `Env prints shell commands. After

	eval "$(racekit env)"

the go command of this shell is the controlled one, for go test, an IDE or a
debugger. Tests run as always unless they call racekit or RACEKIT_N is set.

Its race detector is ThreadSanitizer, whatever -detector of racekit test says:
that of racekit is for one processor, and go test has more.`,
	}
	c.Flags.Init("env", flag.ContinueOnError)
	c.Run = func(ctx context.Context, std frame.Streams, args frame.Args) error {
		g, err := gocmd.Controlled(ctx, gocmd.Config{})
		if err != nil {
			return err
		}
		fmt.Fprint(std.Out, g.Toolchain.Exports(os.Environ()))
		return nil
	}
	return c
}
