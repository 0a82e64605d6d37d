package command

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
	exitClean      = 0
	exitFinding    = 1
	exitUsage      = 2 // wrong usage, or a package that does not build
	exitUnfinished = 3 // interrupted, or a test could not be finished
)

// An exit ends the command with a code when all has been said already.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit code %d", int(e)) }

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

// helpWidth is how wide help is, with a tab every 8 columns.
const helpWidth = 80

func (c *Command) help(w io.Writer) {
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
		for _, line := range text.Wrap("", usage, helpWidth-16) {
			fmt.Fprintf(w, "\t    \t%s\n", line)
		}
	})
}
