package command

import (
	"context"
	"embed"
	"flag"
	"fmt"
	"io"
	"path"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/text"
)

//go:embed help/*.txt
var topicFiles embed.FS

// topics returns the names of the help topics, in order.
func topics() []string {
	entries, _ := topicFiles.ReadDir("help")
	var names []string
	for _, e := range entries {
		names = append(names, strings.TrimSuffix(e.Name(), ".txt"))
	}
	return names
}

func topic(name string) (words string, ok bool) {
	b, err := topicFiles.ReadFile(path.Join("help", name+".txt"))
	return string(b), err == nil
}

// helpWidth is how wide help is, with a tab every 8 columns.
const helpWidth = 80

func usage(w io.Writer) {
	fmt.Fprint(w, "Racekit runs Go tests under many schedules and finds races, deadlocks and leaks.\n\nUsage:\n\n\tracekit <command> [arguments]\n\nCommands:\n\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "\t%-10s  %s\n", c.Name, c.Short)
	}
	fmt.Fprint(w, "\nTopics:\n\n")
	for _, name := range topics() {
		words, _ := topic(name)
		title, _, _ := strings.Cut(words, "\n")
		fmt.Fprintf(w, "\t%-10s  %s\n", name, title)
	}
	fmt.Fprint(w, "\n'racekit help <command or topic>' prints more.\n")
}

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

func helpCommand() *Command {
	c := &Command{
		Name:  "help",
		Usage: "[command or topic ...]",
		Short: "print the help of a command or a topic",
		Long:  "Help lists the commands and topics, or prints the help of those that are named.",
	}
	c.Flags.Init("help", flag.ContinueOnError)
	c.Accepts = Accepts{Max: anyNumber}
	c.Run = func(_ context.Context, std Streams, args Args) error {
		if len(args.Names) == 0 {
			usage(std.Out)
			return nil
		}
		for _, name := range args.Names {
			if cmd := find(name); cmd != nil {
				cmd.help(std.Out)
			} else if words, ok := topic(name); ok {
				fmt.Fprint(std.Out, words)
			} else {
				return fmt.Errorf("no command or topic %q%s; 'racekit help' lists them", name, suggest(name, append(commandNames(), topics()...)))
			}
		}
		return nil
	}
	return c
}

func versionCommand() *Command {
	c := &Command{
		Name:  "version",
		Short: "print the version of racekit and of the Go it was built with",
		Long:  "Version prints the version of racekit and of the Go it was built with.",
	}
	c.Flags.Init("version", flag.ContinueOnError)
	c.Run = func(_ context.Context, std Streams, _ Args) error {
		fmt.Fprintf(std.Out, "racekit %s %s %s/%s\n", version(), runtime.Version(), runtime.GOOS, runtime.GOARCH)
		return nil
	}
	return c
}

func version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
