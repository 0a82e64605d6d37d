package records

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command/frame"
)

// What is left out of a test may be what a record is of.
func TestPruneLooksAtAllSubtests(t *testing.T) {
	var std strings.Builder
	err := (&pruner{std: frame.Streams{Out: &std, Err: &std}, args: []string{"-test.run=TestX/a"}}).prune(t.Context(), nil)
	if want := "prune judges records by all subtests of their tests: leave out -test.run and -test.skip"; err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}
