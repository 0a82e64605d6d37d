package engine

import (
	"errors"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/record"
)

// Tests that TestSelected runs in a process of their own.
func TestDummyAdd(t *testing.T)  { t.Run("small", noTest); t.Run("big one", noTest) }
func TestDummyAddAll(*testing.T) {}
func TestDummySub(*testing.T)    {}
func noTest(*testing.T)          {}

var dummies = []string{"TestDummyAdd", "TestDummyAddAll", "TestDummySub"}

// What this package selects is what testing selects.
func TestSelected(t *testing.T) {
	tests := []struct{ reason, run, skip string }{
		{"no pattern, no skip", "Dummy", ""},
		{"prefix", "DummyAdd", ""},
		{"anchored", "^TestDummyAdd$", ""},
		{"alternatives", "AddAll|DummySub", ""},
		{"alternatives in parentheses", "Dummy(AddAll|Sub)", ""},
		{"elements for subtests select the test", "TestDummyAdd$/small", ""},
		{"an alternative with elements", "DummySub|TestDummyAdd$/big", ""},
		{"a slash in brackets is no separator", "Dummy[A/]dd", ""},
		{"a bar in brackets is no separator", "Dummy[A|]dd", ""},
		{"an escaped bar", `Dummy\|Add`, ""},
		{"nothing matches", "DummyMul", ""},
		{"skip one", "Dummy", "Sub"},
		{"skip alternatives", "Dummy", "Sub|AddAll"},
		{"skip of a subtest leaves the test", "Dummy", "TestDummyAdd/small"},
		{"the first alternative of skip decides", "Dummy", "Sub/x|Sub"},
		{"and the other way round", "Dummy", "Sub|Sub/x"},
		{"skip all", "Dummy", "."},
		{"space in a pattern", "TestDummyAdd$/big one", ""},
		{"empty alternative matches all", "Dummy(Sub|)", "x|"},
	}
	for _, tt := range tests {
		t.Run(tt.reason, func(t *testing.T) {
			run, err := compilePattern("run", tt.run)
			if err != nil {
				t.Fatal(err)
			}
			skip, err := compilePattern("skip", tt.skip)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, name := range dummies {
				if Selected(name, run, skip) {
					got = append(got, name)
				}
			}
			if want := ranBy(t, tt.run, tt.skip); !slices.Equal(got, want) {
				t.Errorf("-run %q -skip %q selects %v, testing runs %v", tt.run, tt.skip, got, want)
			}
		})
	}
}

// A pattern that only made selects the same subtests, of the named tests only.
func TestOnly(t *testing.T) {
	tests := []struct {
		reason, run string
		names       []string
		want        string
	}{
		{"all subtests", "Dummy", []string{"TestDummySub"}, "^TestDummySub$"},
		{"the elements stay", "Add$/small|Sub", []string{"TestDummyAdd", "TestDummySub"}, "^TestDummyAdd$/small|^TestDummySub$"},
		{"no pattern", "", []string{"ExampleX"}, "^ExampleX$"},
	}
	for _, tt := range tests {
		p, err := compilePattern("run", tt.run)
		if err != nil {
			t.Fatal(err)
		}
		if got := p.Only(tt.names); got != tt.want {
			t.Errorf("%s: only(%v) = %q, want %q", tt.reason, tt.names, got, tt.want)
		}
	}
	if got, want := ranBy(t, "^TestDummyAdd$/small|^TestDummySub$", ""), []string{"TestDummyAdd", "TestDummySub"}; !slices.Equal(got, want) {
		t.Errorf("testing runs %v, want %v", got, want)
	}
}

func TestCompilePatternError(t *testing.T) {
	for _, text := range []string{"(", "Test/[", "A|B/(*"} {
		if _, err := compilePattern("run", text); err == nil || !strings.Contains(err.Error(), "invalid regexp") {
			t.Errorf("%q: error is %v, want one that names the regexp", text, err)
		}
	}
}

var runLine = regexp.MustCompile(`(?m)^=== RUN +(TestDummy\w+)$`)

// ranBy returns which dummies this test binary runs itself.
func ranBy(t *testing.T, run, skip string) []string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), self, "-test.v", "-test.run="+run, "-test.skip="+skip).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	var names []string
	for _, m := range runLine.FindAllStringSubmatch(string(out), -1) {
		names = append(names, m[1])
	}
	return names
}

func TestFilteredBy(t *testing.T) {
	for _, tt := range []struct {
		args string
		want bool
	}{{"", false}, {"-word=hello", false}, {"-test.run=TestX/a", true}, {"--test.skip TestX", true}, {"-test.short -test.run TestX", true}, {"-test.runs", false}} {
		if got := FilteredBy(strings.Fields(tt.args)); got != tt.want {
			t.Errorf("%q: %v, want %v", tt.args, got, tt.want)
		}
	}
}

// Whether a record's subtest runs is what testing says.
func TestSelects(t *testing.T) {
	for _, tt := range []struct {
		reason, run, skip, subtest string
		want                       bool
	}{
		{"no pattern", "", "", "small", true},
		{"a pattern without elements", "DummyAdd", "", "small", true},
		{"its element", "DummyAdd$/small", "", "small", true},
		{"another element", "DummyAdd$/small", "", "big_one", false},
		{"a space", "DummyAdd$/big one", "", "big_one", true},
		{"deeper elements than the subtest has", "DummyAdd$/big/x", "", "big_one", true},
		{"a deeper subtest", "DummyAdd$/big", "", "big_one/x", true},
		{"skipped", "", "DummyAdd$/small", "small", false},
		{"another one skipped", "", "DummyAdd$/small", "big_one", true},
		{"one inside it skipped", "", "DummyAdd$/small/x", "small", true},
		{"the test alone", "DummyAdd$/small", "", "", true},
	} {
		o := parsed(t, "")
		var err1, err2 error
		o.Run, err1 = compilePattern("run", tt.run)
		o.Skip, err2 = compilePattern("skip", tt.skip)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		if got := o.selects(&record.Record{Test: "TestDummyAdd", Subtest: tt.subtest}); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.reason, got, tt.want)
		}
	}
}
