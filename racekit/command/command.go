// Package command is the racekit command. Only cmd/racekit may import it.
package command

import (
	"context"
	"fmt"
	"os"

	"github.com/racekit/toolkit/racekit/command/catalogue"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/command/learn"
	"github.com/racekit/toolkit/racekit/command/records"
	"github.com/racekit/toolkit/racekit/command/test"
	"github.com/racekit/toolkit/racekit/internal/execution"
)

// commands returns the table. Each call has fresh flags.
func commands() []*frame.Command {
	return []*frame.Command{
		test.Command(),
		records.Replay(),
		records.Shrink(),
		records.Corpus(),
		catalogue.Matrix(),
		catalogue.Explain(),
		learn.Command(),
		catalogue.Scenario(),
		toolchainCommand(),
		envCommand(),
		helpCommand(),
		versionCommand(),
	}
}

// Main runs the command with the process's arguments and exits.
func Main() {
	ctx, std := frame.Interruptible(execution.KillAll)
	os.Exit(Run(ctx, std, os.Args[1:]))
}

// Run runs the command with args and returns its exit code.
func Run(ctx context.Context, std frame.Streams, args []string) int {
	if len(args) == 0 {
		usage(std.Err)
		return frame.ExitUsage
	}
	name := args[0]
	switch name {
	case "-h", "-help", "--help":
		name = "help"
	case "-version", "--version":
		name = "version"
	}
	cmd := find(name)
	if cmd == nil {
		fmt.Fprintf(std.Err, "racekit: unknown command %q%s; 'racekit help' lists the commands\n", args[0], frame.Suggest(args[0], commandNames()))
		return frame.ExitUsage
	}
	return cmd.Main(ctx, std, args[1:])
}

func find(name string) *frame.Command {
	for _, c := range commands() {
		if c.Name == name {
			return c
		}
	}
	return nil
}

func commandNames() []string {
	var names []string
	for _, c := range commands() {
		names = append(names, c.Name)
	}
	return names
}
