package command

import (
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
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
		c     *Command
	}{
		{"build", 30, testCommand()},
		{"testflag", 30, testCommand()},
		{"test", 4, testCommand()},
		{"build", 30, replayCommand()},
		{"build", 30, shrinkCommand()},
		{"build", 30, corpusCommand()},
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
	for name, why := range notOfTest {
		_, err := parseArgs(testCommand(), []string{"-" + name + "=1"})
		want := "-" + name + " of the go command is not supported: " + why
		if err == nil || err.Error() != want {
			t.Errorf("-%s: %v, want %s", name, err, want)
		}
		if strings.HasSuffix(why, ".") || len(why) < 20 {
			t.Errorf("-%s: %q is no reason to print behind a colon", name, why)
		}
	}
}

func TestGoTestFlags(t *testing.T) {
	for _, tt := range []struct {
		reason string
		flag   string
		build  string // what the go command gets
		err    string
	}{
		{"passed on", "-ldflags=-s", "-ldflags=-s", ""},
		{"passed on, without a value", "-x", "-x=true", ""},
		{"vet is the go command's", "-vet=off", "-vet=off", ""},
		{"a profile needs counters", "-coverprofile=c.out", "-cover=true", ""},
		{"processes at once", "-p=3", "-p=3", ""},
		{"another number of runs", "-count=3", "", "-count=3: racekit runs each test under different schedules; use -n=3 for their number"},
		{"that tests run once", "-count=1", "", ""},
		{"another order", "-shuffle=on", "", "-shuffle=on: every test is explored on its own, so their order has no effect"},
		{"no other order", "-shuffle=off", "", ""},
		{"a wrong pattern", "-list=(", "", `-list=(: invalid regexp "(" in -list: error parsing regexp: missing closing ): ` + "`(`"},
	} {
		o := new(testOptions)
		c := &Command{Name: "sample"}
		o.flags(&c.Flags)
		_, err := parseArgs(c, []string{tt.flag})
		if got := strings.Join(o.build, " "); got != tt.build {
			t.Errorf("%s: the go command gets %q, want %q", tt.reason, got, tt.build)
		}
		if err == nil && tt.err != "" || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: %v, want %s", tt.reason, err, tt.err)
		}
	}
}

// What every test program gets, in a worker and as it is.
func TestProgramFlags(t *testing.T) {
	for _, tt := range []struct{ reason, flags, want string }{
		{"nothing asked for", "", "-test.parallel=8"},
		{"all that can be asked for", "-parallel=2 -skip=A/b -short -fullpath", "-test.parallel=2 -test.skip=A/b -test.short -test.fullpath"},
	} {
		if got := strings.Join(parseOptions(t, tt.flags).programFlags(), " "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}
