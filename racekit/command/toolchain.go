package command

import (
	"context"
	"flag"
	"fmt"
	"os"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

func toolchainCommand() *frame.Command {
	c := &frame.Command{
		Name:  "toolchain",
		Usage: "path | check | clean",
		Short: "make, check or remove the controlled copy of your Go",
		Long: `Racekit builds tests with a copy of your own Go: links, with a few files edited.
It makes the copy in the user's cache when it is first needed.

	path   print the GOROOT of the copy, made if it is not there
	check  apply the edits in memory and print the state of each
	clean  remove all copies`,
	}
	c.Flags.Init("toolchain", flag.ContinueOnError)
	c.Accepts = frame.Accepts{Min: 1, Words: []frame.Word{{Name: "path"}, {Name: "check"}, {Name: "clean"}}}
	c.Run = func(ctx context.Context, std frame.Streams, args frame.Args) error {
		switch args.Names[0] {
		case "path":
			g, err := gocmd.Controlled(ctx, gocmd.Config{})
			if err != nil {
				return err
			}
			fmt.Fprintln(std.Out, g.GOROOT())
			return nil
		case "check":
			return checkToolchain(ctx, std)
		default:
			return cleanToolchain(std)
		}
	}
	return c
}

func checkToolchain(ctx context.Context, std frame.Streams) error {
	g, err := gocmd.Native(ctx, gocmd.Config{})
	if err != nil {
		return err
	}
	states, err := toolchain.Check(g.Base)
	fmt.Fprintf(std.Out, "%s at %s\n", g.Base.Version, g.Base.GOROOT)
	for _, s := range states {
		fmt.Fprintln(std.Out, s)
	}
	return err
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
debugger. Tests run as always unless they call racekit or RACEKIT_N is set.`,
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
