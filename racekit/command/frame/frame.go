// Package frame is what all commands have: a row of the table with its flags and
// arguments, help, exit codes, and an end in order when somebody interrupts.
package frame

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/text"
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
	ExitClean      = 0
	ExitFinding    = 1
	ExitUsage      = 2 // wrong usage, or a package that does not build
	ExitUnfinished = 3 // interrupted, or a test could not be finished
)

// An Exit ends the command with a code when all has been said already.
type Exit int

func (e Exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

// Main runs the command with what follows its name, and returns the exit code.
func (c *Command) Main(ctx context.Context, std Streams, words []string) int {
	args, err := Parse(c, words)
	if errors.Is(err, flag.ErrHelp) {
		c.Help(std.Out)
		return ExitClean
	}
	if err == nil {
		err = c.enter()
	}
	if err == nil {
		err = c.Run(ctx, std, args)
	}
	var code Exit
	switch {
	case err == nil:
		return ExitClean
	case errors.As(err, &code):
		return int(code)
	case Interrupted(ctx):
		fmt.Fprintf(std.Err, "racekit %s: interrupted\n", c.Name)
		return ExitUnfinished
	case ctx.Err() != nil:
		return ExitUnfinished
	}
	fmt.Fprintf(std.Err, "racekit %s: %v\n", c.Name, err)
	return ExitUsage
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

// HelpWidth is how wide help is, with a tab every 8 columns.
const HelpWidth = 80

func (c *Command) Help(w io.Writer) {
	fmt.Fprintf(w, "usage: %s\n\n%s\n", strings.TrimSpace("racekit "+c.Name+" "+c.Usage), strings.TrimSpace(c.Long))
	first := true
	c.Flags.VisitAll(func(f *flag.Flag) {
		if first {
			fmt.Fprint(w, "\nFlags:\n\n")
			first = false
		}
		arg, usage := flag.UnquoteUsage(f)
		head := strings.TrimSpace("-" + f.Name + " " + arg)
		switch f.DefValue {
		case "", "false", "0":
		default:
			usage += fmt.Sprintf(" (default %s)", f.DefValue)
		}
		fmt.Fprintf(w, "\t%s\n", head)
		for _, line := range text.Wrap("", usage, HelpWidth-16) {
			fmt.Fprintf(w, "\t    \t%s\n", line)
		}
	})
}
