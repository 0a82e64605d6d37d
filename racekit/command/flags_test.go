package command

import (
	"context"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/command/records"
	"github.com/racekit/toolkit/racekit/command/test"
)

// helpFlag is a line by which go help introduces a flag.
var helpFlag = regexp.MustCompile(`(?m)^\t-([a-zA-Z]+)`)

// documented returns the flags that go help describes.
func documented(t *testing.T, topic string) []string {
	t.Helper()
	text, err := exec.CommandContext(t.Context(), "go", "help", topic).Output()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, m := range helpFlag.FindAllStringSubmatch(string(text), -1) {
		names = append(names, m[1])
	}
	return names
}

// Every flag of go test is passed on, implemented, or refused with a reason.
func TestEveryFlagOfGoTest(t *testing.T) {
	for _, tt := range []struct {
		topic string
		least int // flags; fewer say that the help is written in another way
		c     *frame.Command
	}{
		{"build", 30, test.Command()},
		{"testflag", 30, test.Command()},
		{"test", 4, test.Command()},
		{"build", 30, records.Replay()},
		{"build", 30, records.Shrink()},
		{"build", 30, records.Corpus()},
	} {
		names := documented(t, tt.topic)
		if len(names) < tt.least {
			t.Errorf("go help %s describes only %q", tt.topic, names)
		}
		own := []string{"args"} // parseArgs has it
		if tt.c.Name != "test" {
			own = ofTestOnly
		}
		for _, name := range names {
			has, why := tt.c.Flags.Lookup(name) != nil, tt.c.Refused[name]
			switch {
			case has && why != "":
				t.Errorf("racekit %s has -%s, and refuses it", tt.c.Name, name)
			case !has && why == "" && !slices.Contains(own, name):
				t.Errorf("racekit %s neither has nor refuses -%s, which go help %s describes", tt.c.Name, name, tt.topic)
			}
		}
	}
}

// ofTestOnly are build flags that say how racekit test goes; the others take
// that from a record, or run one schedule.
var ofTestOnly = []string{"json", "n", "p", "race", "v"}

func TestRefusedFlagsSayWhy(t *testing.T) {
	for name, why := range engine.NotOfTest {
		_, err := frame.Parse(test.Command(), []string{"-" + name + "=1"})
		want := "-" + name + " of the go command is not supported: " + why
		if err == nil || err.Error() != want {
			t.Errorf("-%s: %v, want %s", name, err, want)
		}
		if strings.HasSuffix(why, ".") || len(why) < 20 {
			t.Errorf("-%s: %q is no reason to print behind a colon", name, why)
		}
	}
}

// One argument too many is an error in every command, before it does anything.
func TestEveryCommandRefusesWhatMeansNothing(t *testing.T) {
	for _, c := range commands() {
		for _, args := range tooMany(c.Accepts) {
			ran := false
			c.Run = func(context.Context, frame.Streams, frame.Args) error { ran = true; return nil }
			var out, errs strings.Builder
			code := c.Main(t.Context(), frame.Streams{Out: &out, Err: &errs}, args)
			if ran || code != frame.ExitUsage || out.Len() > 0 || !strings.HasPrefix(errs.String(), "racekit "+c.Name+": ") {
				t.Errorf("racekit %s %s: exit code %d, printed %q and %q", c.Name, strings.Join(args, " "), code, out.String(), errs.String())
			}
		}
	}
}

// tooMany returns command lines with an argument that nothing takes.
func tooMany(a frame.Accepts) (lines [][]string) {
	if a.Words != nil {
		lines = append(lines, []string{"nosuchword"})
		for _, w := range a.Words {
			for _, rest := range tooMany(w.Accepts) {
				lines = append(lines, append([]string{w.Name}, rest...))
			}
		}
		return lines
	}
	if a.Max != frame.AnyNumber {
		lines = append(lines, strings.Fields(strings.Repeat("extra ", a.Max+1)))
	}
	if !a.Binary {
		least := strings.Fields(strings.Repeat("name ", a.Min))
		lines = append(lines, append(least, "-args", "x"))
	}
	return lines
}
