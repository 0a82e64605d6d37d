package testout

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/text"
)

// A Summary is the result of a package.
type Summary struct {
	Package   string
	Failed    bool
	NoFiles   bool   // there are no test files
	NoTests   bool   // no test was selected
	Built     string // why it could not be built or set up, in a word: "build failed"
	BuildID   string // the import path in the events of the failed build, if it is not Package
	Elapsed   time.Duration
	Schedules int
	Distinct  int
	Coverage  string   // "coverage: 66.7% of statements"; empty if it was not measured
	Notes     []string // "3 accepted findings"
}

// WriteTo writes the line that go test ends a package with.
func (s Summary) WriteTo(w io.Writer) (int64, error) {
	n, err := io.WriteString(w, s.line())
	return int64(n), err
}

func (s Summary) line() string {
	switch {
	case s.Built != "":
		return fmt.Sprintf("FAIL\t%s [%s]\n", s.Package, s.Built)
	case s.NoFiles:
		return fmt.Sprintf("?   \t%s\t[no test files]\n", s.Package)
	}
	verdict := "ok  "
	if s.Failed {
		verdict = "FAIL"
	}
	line := fmt.Sprintf("%s\t%s\t%.2fs", verdict, s.Package, s.Elapsed.Seconds())
	if s.Coverage != "" {
		line += "\t" + s.Coverage
	}
	var notes []string
	if s.Schedules > 0 {
		notes = append(notes, fmt.Sprintf("%s, %d distinct", text.Count(s.Schedules, "schedule"), s.Distinct))
	}
	notes = append(notes, s.Notes...)
	if len(notes) > 0 {
		line += "\t(" + strings.Join(notes, ", ") + ")"
	}
	if s.NoTests {
		line += " [no tests to run]"
	}
	return line + "\n"
}
