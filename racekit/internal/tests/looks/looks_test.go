// Package looks has how reports of real programs look.
package looks

import (
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/tests/golden"
)

// What happened, between whom, on which object: how reports of real programs
// begin. Their ends, how often and by which switches, are other tests' affair.
func TestLooks(t *testing.T) {
	if testing.Short() || !strings.HasPrefix(runtime.Version(), "go1.26") {
		t.Skip("builds with the controlled toolchain; the library's steps are those of Go 1.26")
	}
	repository, err := filepath.Abs(filepath.Join("..", "..", "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	here := filepath.Join(repository, "racekit", "internal", "tests", "looks")
	for _, tt := range []struct{ reason, folder, run string }{
		{"all steps are in a library", "02-sql-conn-raw", "TestBug"},
		{"a writer that waits keeps a reader out", "07-rlock-twice", "TestBug"},
		{"a copy of a struct, which is no step", "12-atomic-plain-copy", "TestBug"},
		{"a wait in a select", "19-slot-leak", "TestBug"},
		{"the end of the process", "50-fatals", "TestBug(Unlock|Exit|Goexit)$"},
		{"a channel of a ticker and of a timer", "84-ticker-leak", "TestBug"},
		{"a test that fails by its own timeout", "87-timeout-hides", "TestBugWithTimeout"},
	} {
		t.Run(tt.folder, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "case")
			if err := os.CopyFS(dir, os.DirFS(filepath.Join(repository, "testdata", "cases", tt.folder))); err != nil {
				t.Fatal(err)
			}
			if err := os.RemoveAll(filepath.Join(dir, "testdata")); err != nil { // the records of this machine
				t.Fatal(err)
			}
			t.Chdir(dir)
			var out, errs strings.Builder
			code := command.Run(t.Context(), frame.Streams{Out: &out, Err: &errs}, []string{"test", "-run", tt.run, "."})
			t.Chdir(here)
			if code != frame.ExitFinding {
				t.Fatalf("%s: exit code %d, want %d; stderr:\n%s", tt.reason, code, frame.ExitFinding, errs.String())
			}
			golden.Check(t, tt.folder+".golden", beginnings(out.String()))
		})
	}
}

var (
	finds       = regexp.MustCompile(`^--- FAIL`)
	howOften    = regexp.MustCompile(`^    (without the switch|no preemption|the schedule|happens|leaked by|output:|replay:)`)
	libraryLine = regexp.MustCompile(`:\d{3,}\b`) // lines of the cases have two digits
	scheduled   = regexp.MustCompile(` \(schedule \d+ of \d+\)`)
)

// beginnings keeps of each finding what comes before how often it happens, and no
// numbers that another release of Go may change.
func beginnings(out string) string {
	var b strings.Builder
	keep := false
	for line := range strings.Lines(out) {
		switch {
		case finds.MatchString(line):
			keep = true
		case howOften.MatchString(line), strings.HasPrefix(line, "FAIL"):
			keep = false
		}
		if keep {
			b.WriteString(libraryLine.ReplaceAllString(scheduled.ReplaceAllString(line, ""), ":N"))
		}
	}
	return b.String()
}
