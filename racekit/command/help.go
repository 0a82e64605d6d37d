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

	"github.com/racekit/toolkit/racekit/command/frame"
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

func helpCommand() *frame.Command {
	c := &frame.Command{
		Name:  "help",
		Usage: "[command or topic ...]",
		Short: "print the help of a command or a topic",
		Long:  "Help lists the commands and topics, or prints the help of those that are named.",
	}
	c.Flags.Init("help", flag.ContinueOnError)
	c.Accepts = frame.Accepts{Max: frame.AnyNumber}
	c.Run = func(_ context.Context, std frame.Streams, args frame.Args) error {
		if len(args.Names) == 0 {
			usage(std.Out)
			return nil
		}
		for _, name := range args.Names {
			if cmd := find(name); cmd != nil {
				cmd.Help(std.Out)
			} else if words, ok := topic(name); ok {
				fmt.Fprint(std.Out, words)
			} else {
				return fmt.Errorf("no command or topic %q%s; 'racekit help' lists them", name, frame.Suggest(name, append(commandNames(), topics()...)))
			}
		}
		return nil
	}
	return c
}

func versionCommand() *frame.Command {
	c := &frame.Command{
		Name:  "version",
		Short: "print the version of racekit and of the Go it was built with",
		Long:  "Version prints the version of racekit and of the Go it was built with.",
	}
	c.Flags.Init("version", flag.ContinueOnError)
	c.Run = func(_ context.Context, std frame.Streams, _ frame.Args) error {
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
