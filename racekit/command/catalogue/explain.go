package catalogue

import (
	"cmp"
	"context"
	"embed"
	"flag"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/catalogue"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/scenario"
	"github.com/racekit/toolkit/scenarios"
)

//go:embed explain/*.txt
var classFiles embed.FS

// A class is a kind of concurrency bug.
type class struct {
	name  string
	words []string // one of which is in Scenario.Class
}

// classes are in the order in which they are listed.
var classes = []class{
	{"data-race", []string{"data race", "happens-before", "memory-model"}},
	{"atomicity", []string{"atomicity", "check-then-act", "linearizab", "lost update", "once", "duplicate", "limit violation", "mutual exclusion", "lost error"}},
	{"order", []string{"order", "use after"}},
	{"deadlock", []string{"deadlock", "hang"}},
	{"lost-wakeup", []string{"wakeup"}},
	{"leak", []string{"leak"}},
	{"misuse-panic", []string{"panic", "fatal"}},
	{"livelock", []string{"livelock", "starvation"}},
	{"latency", []string{"latency", "liveness"}},
}

// asyncTopic is the comparison that scenarios/async-vs-threads measures.
const asyncTopic = "async-vs-threads"

func (c class) has(s *scenario.Scenario) bool {
	return slices.ContainsFunc(c.words, func(w string) bool { return strings.Contains(strings.ToLower(s.Class), w) })
}

func (c class) text() string {
	b, _ := classFiles.ReadFile(path.Join("explain", c.name+".txt"))
	return string(b)
}

func Explain() *frame.Command {
	c := &frame.Command{
		Name:  "explain",
		Usage: "[topic]",
		Short: "explain a class of bugs or a scenario",
		Long: `Explain describes a class of concurrency bugs, or tells the story of a scenario
with its right and wrong fixes. Without a topic it lists the topics.`,
	}
	c.Flags.Init("explain", flag.ContinueOnError)
	c.Accepts = frame.Accepts{Max: 1, What: "at most one topic"}
	c.Run = func(_ context.Context, std frame.Streams, args frame.Args) error {
		if len(args.Names) == 0 {
			listTopics(std.Out)
			return nil
		}
		return explain(std.Out, args.Names[0], min(cmp.Or(engine.Terminal(std.Out, "").Width, 80), 100))
	}
	return c
}

func listTopics(w io.Writer) {
	fmt.Fprint(w, "Classes of bugs:\n\n")
	for _, c := range classes {
		_, title, _ := strings.Cut(c.text(), ": ")
		title, _, _ = strings.Cut(title, "\n")
		fmt.Fprintf(w, "\t%-22s %s\n", c.name, title)
	}
	fmt.Fprintf(w, "\nThe comparison:\n\n\t%-22s who may switch, and when; with measurements\n", asyncTopic)
	fmt.Fprint(w, "\nScenarios:\n\n")
	for _, s := range scenarios.All {
		fmt.Fprintf(w, "\t%-22s %s\n", s.ID, s.Title)
	}
	fmt.Fprint(w, "\n'racekit explain <topic>' prints more.\n")
}

func explain(w io.Writer, name string, width int) error {
	if name == asyncTopic {
		return explainAsync(w)
	}
	names := []string{asyncTopic}
	for _, c := range classes {
		if c.name == name {
			explainClass(w, c)
			return nil
		}
		names = append(names, c.name)
	}
	for _, s := range scenarios.All {
		if s.ID == name {
			return explainScenario(w, s, width)
		}
		names = append(names, s.ID)
	}
	return fmt.Errorf("no topic %q%s; 'racekit explain' lists them", name, frame.Suggest(name, names))
}

func explainClass(w io.Writer, c class) {
	fmt.Fprintf(w, "%s\nScenarios:\n\n", c.text())
	for _, s := range scenarios.All {
		if c.has(s) {
			fmt.Fprintf(w, "\t%-22s %s\n", s.ID, s.Title)
		}
	}
	fmt.Fprint(w, "\n'racekit explain <scenario>' tells the story, 'racekit matrix <scenario>' measures its fixes.\n")
}

func explainScenario(w io.Writer, s *scenario.Scenario, width int) error {
	story, err := catalogue.Story(scenarios.Sources, s.ID, width)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "%s: %s\n\n%s\n", s.ID, s.Title, story)
	wrap := func(mark, words string) {
		for _, line := range text.Wrap(mark, words, width) {
			fmt.Fprintln(w, line)
		}
	}
	wrap("Property: ", s.Property+".")
	for _, k := range []struct {
		scenario.Kind
		title string
	}{{scenario.Bug, "The bug"}, {scenario.Fix, "Right fixes"}, {scenario.Wrong, "Wrong fixes"}} {
		title := k.title
		for _, v := range s.Variants {
			if v.Kind != k.Kind {
				continue
			}
			if title != "" {
				fmt.Fprintf(w, "\n%s:\n", title)
				title = ""
			}
			wrap("  - ", fmt.Sprintf("%s [%s]: %s.", v.Name, v.Sync, VerdictWords(v)))
			wrap("    ", v.Why)
		}
	}
	fmt.Fprintf(w, "\nMeasure it now: racekit matrix %s\n", s.ID)
	return nil
}

// VerdictWords says what is declared of a variant.
func VerdictWords(v scenario.Variant) string {
	switch {
	case v.Want.Right():
		return "nothing goes wrong"
	case v.Want.Race && v.Want.Effect == 0:
		return "data race"
	case v.Want.Race:
		return "data race + " + v.Want.Effect.String()
	}
	return v.Want.Effect.String() + ", without a data race"
}
