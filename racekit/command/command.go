// Package command is the racekit command. Only cmd/racekit may import it.
package command

import (
	"context"
	"fmt"
	"os"

	"github.com/racekit/toolkit/racekit/internal/execution"
)

// commands returns the table. Each call has fresh flags.
func commands() []*Command {
	return []*Command{
		testCommand(),
		replayCommand(),
		shrinkCommand(),
		corpusCommand(),
		matrixCommand(),
		explainCommand(),
		learnCommand(),
		scenarioCommand(),
		toolchainCommand(),
		envCommand(),
		helpCommand(),
		versionCommand(),
	}
}

// Main runs the command with the process's arguments and exits.
func Main() {
	ctx, std := interruptible(execution.KillAll)
	os.Exit(Run(ctx, std, os.Args[1:]))
}

// Run runs the command with args and returns its exit code.
func Run(ctx context.Context, std Streams, args []string) int {
	if len(args) == 0 {
		usage(std.Err)
		return exitUsage
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
		fmt.Fprintf(std.Err, "racekit: unknown command %q%s; 'racekit help' lists the commands\n", args[0], suggest(args[0], commandNames()))
		return exitUsage
	}
	return cmd.run(ctx, std, args[1:])
}

func find(name string) *Command {
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
