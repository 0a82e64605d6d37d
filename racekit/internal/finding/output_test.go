package finding

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/source"
	"github.com/racekit/toolkit/racekit/internal/tests/golden"
)

//go:generate sh testdata/capture.sh

var unstable = regexp.MustCompile(`0x[0-9a-f]{4,}|goroutine \d`)

// programs reads the source of the programs that made the captured output.
var programs = source.Files{ReadFile: func(name string) ([]byte, error) {
	return os.ReadFile(filepath.Join("testdata/programs", filepath.Base(name)))
}}

// TestCapturedOutput classifies what real programs printed when they died or raced.
func TestCapturedOutput(t *testing.T) {
	files, err := filepath.Glob("testdata/output/*.txt")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d captured outputs, %v; run go generate", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			output, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			in := Facts{Test: "TestX", Ending: Crashed, Output: output, Message: "exit status 2", Source: &programs}
			switch {
			case bytes.Contains(output, []byte(raceMark)) && name != "maingo":
				in.Ending = Failed
			case name == "maingo":
				in.Message = "exit status 66"
			case name == "logfatal":
				in.Message = "exit status 1"
			}
			var b strings.Builder
			for _, f := range Classify(in) {
				fmt.Fprintf(&b, "%s: %s\n", f.Kind, f.Message)
				for _, s := range f.Sites {
					fmt.Fprintf(&b, "site %s  %s:%d\n", SiteName(s), s.File, s.Line)
				}
				fmt.Fprintf(&b, "%s\n\n", f.Detail)
			}
			_, rest := ParseRaces(output)
			_, rest = ParseCrash(rest)
			_, _, rest = TestLog(rest)
			fmt.Fprintf(&b, "--- the rest\n%s", rest)
			if bad := unstable.FindString(b.String()); bad != "" {
				t.Errorf("%q differs from run to run:\n%s", bad, b.String())
			}
			golden.Check(t, "output/"+name+".golden", b.String())
		})
	}
}

func FuzzOutput(f *testing.F) {
	files, _ := filepath.Glob("testdata/output/*.txt")
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(data[:len(data)/2])
	}
	source := &source.Files{ReadFile: func(string) ([]byte, error) { return nil, os.ErrNotExist }}
	f.Fuzz(func(t *testing.T, output []byte) {
		races, rest := ParseRaces(output)
		if len(races) == 0 && !bytes.Contains(output, []byte(raceMark)) && !bytes.Equal(rest, output) {
			t.Errorf("without a report the rest is everything: %q", rest)
		}
		if again, _ := ParseRaces(rest); len(again) > len(races) {
			t.Errorf("the rest has %d reports, the output %d", len(again), len(races))
		}
		for _, end := range []Ending{Failed, Panicked, Crashed, Hung} {
			in := Facts{Test: "TestX", Ending: end, Output: output, Source: source}
			found := Classify(in)
			ids := map[string]bool{}
			for _, f := range found {
				if ids[Identity(f)] {
					t.Errorf("%v: found twice: %v", end, f)
				}
				ids[Identity(f)] = true
				if strings.Contains(f.Message, "\n") || f.Message == "" || len(f.Sites) == 0 {
					t.Errorf("%v: bad finding %q at %v", end, f.Message, f.Sites)
				}
			}
			if len(found) == 0 && Limitation(output) == "" && end != Failed {
				t.Errorf("%v: nothing found in %q", end, output)
			}
		}
	})
}

func TestCutReports(t *testing.T) {
	whole, err := os.ReadFile("testdata/output/maingo.txt")
	if err != nil {
		t.Fatal(err)
	}
	lines := slices.Collect(bytes.Lines(whole))
	join := func(parts ...[]byte) string { return string(bytes.Join(parts, nil)) }
	upTo := func(n int) []byte { return bytes.Join(lines[:n], nil) }
	lost := []byte("  [failed to restore the stack]\n")
	for _, tt := range []struct {
		reason, output  string
		races, accesses int
		rest            string
	}{
		{"whole", join(whole), 1, 2, "Found 1 data race(s)\n"},
		{"ends after the first access", join(upTo(5)), 1, 1, ""},
		{"ends in the second header", join(upTo(7)), 1, 2, ""},
		{"ends in the mark", join(upTo(2)), 1, 0, ""},
		{"the rule alone is the program's", "==================\n", 0, 0, "==================\n"},
		{"a longer rule is the program's", "====================\nx\n", 0, 0, "====================\nx\n"},
		{"cut, and then a whole one", join(upTo(5), whole), 2, 1, "Found 1 data race(s)\n"},
		{"twice", join(whole, whole), 2, 2, "Found 1 data race(s)\nFound 1 data race(s)\n"},
		{"lines of the program within", join(upTo(4), []byte("hello\n"), bytes.Join(lines[4:], nil)), 1, 2, "hello\nFound 1 data race(s)\n"},
		{"half a line before", "half " + join(whole), 1, 2, "half Found 1 data race(s)\n"},
		{"half a line before the end", join(upTo(len(lines)-2), []byte("half "), lines[len(lines)-2]), 1, 2, "half "},
		{"a stack the detector forgot", join(upTo(3), lost, bytes.Join(lines[5:], nil)), 1, 2, "Found 1 data race(s)\n"},
		{"mark without a rule", join(lines[1:5]...), 1, 1, ""},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			races, rest := ParseRaces([]byte(tt.output))
			if len(races) != tt.races || string(rest) != tt.rest {
				t.Fatalf("%d races, rest %q; want %d, %q", len(races), rest, tt.races, tt.rest)
			}
			n := 0
			for _, r := range races[:min(1, len(races))] {
				for _, a := range r.Accesses {
					if a.known {
						n++
					}
				}
				if text := r.Text(nil); text == "" || unstable.MatchString(text) {
					t.Errorf("text: %q", text)
				}
			}
			if n != tt.accesses {
				t.Errorf("%d accesses, want %d", n, tt.accesses)
			}
		})
	}
}

func TestLimitation(t *testing.T) {
	for _, tt := range []struct {
		reason, output string
		limited        bool
	}{
		{"shadow memory", "==123==ERROR: ThreadSanitizer failed to allocate 0x4000 (16384) bytes at address 200000 (error code: 12)\n", true},
		{"goroutines", "race: limit on 8128 simultaneously alive goroutines is exceeded, dying\n", true},
		{"a program that speaks of it", "the log says: ThreadSanitizer failed to allocate\n", false},
		{"a race", "WARNING: DATA RACE\n", false},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			if got := Limitation([]byte(tt.output)); (got != "") != tt.limited {
				t.Errorf("Limitation = %q", got)
			}
			found := Classify(Facts{Test: "TestX", Ending: Crashed, Output: []byte(tt.output), Message: "exit status 66"})
			for _, f := range found {
				if tt.limited {
					t.Errorf("a limit of the tools was called a finding: %v", f)
				}
			}
		})
	}
}
