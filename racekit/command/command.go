// Package command is the racekit command. Only cmd/racekit may import it.
package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
)

// A Command is one row of the command's table.
type Command struct {
	Name  string
	Usage string // what follows the name
	Short string // one line, without a full stop
	Long  string // what help prints below the usage

	Flags   flag.FlagSet
	Refused map[string]string // flags that the command knows and does not take, and why
	Accepts Accepts
	Run     func(ctx context.Context, std Streams, args Args) error
}

// Streams are where a command prints.
type Streams struct {
	Out, Err io.Writer
}

// The exit codes. Where several apply the highest wins.
const (
	exitClean      = 0
	exitFinding    = 1
	exitUsage      = 2 // wrong usage, or a package that does not build
	exitUnfinished = 3 // interrupted, or a test could not be finished
)

// An exit ends the command with a code when all has been said already.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

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
	ctx, std := interruptible()
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

// run runs the command with what follows its name, and returns the exit code.
func (c *Command) run(ctx context.Context, std Streams, words []string) int {
	args, err := parseArgs(c, words)
	if errors.Is(err, flag.ErrHelp) {
		c.help(std.Out)
		return exitClean
	}
	if err == nil {
		err = c.enter()
	}
	if err == nil {
		err = c.Run(ctx, std, args)
	}
	var code exit
	switch {
	case err == nil:
		return exitClean
	case errors.As(err, &code):
		return int(code)
	case interrupted(ctx):
		fmt.Fprintf(std.Err, "racekit %s: interrupted\n", c.Name)
		return exitUnfinished
	case ctx.Err() != nil:
		return exitUnfinished
	}
	fmt.Fprintf(std.Err, "racekit %s: %v\n", c.Name, err)
	return exitUsage
}

// enter changes to the folder that -C names, if the command has that flag.
func (c *Command) enter() error {
	f := c.Flags.Lookup("C")
	if f == nil || f.Value.String() == "" {
		return nil
	}
	if err := os.Chdir(f.Value.String()); err != nil {
		return fmt.Errorf("-C: %w", err)
	}
	return nil
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
