package campaign

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

func TestSilent(t *testing.T) {
	const parts = "the program no longer matches the record: at step 3 of 9 it had ended"
	for _, tt := range []struct {
		reason        string
		differs, with string
		found         bool
		want          string
	}{
		{"nothing shows it", "", "", false, "passes now; racekit corpus prune deletes it"},
		{"another schedule shows it", "", "", true, "this schedule passes now, but others fail"},
		{"the code has changed", parts, "", false, parts + "; no schedule shows the finding now; racekit corpus prune deletes such records"},
		{"the code has changed, and the finding is there", parts, "", true, parts},
		{"another detector looked for races: prune would use its own", "", "own", false, "this schedule passes; it was recorded with -detector=own, and racekit replay uses that"},
		{"another detector, and it was found anew", "", "own", true, "this schedule passes; it was recorded with -detector=own"},
		{"another detector, and the code has changed", parts, "tsan", false, parts + "; it was recorded with -detector=tsan, and racekit replay uses that"},
	} {
		got := silent{file: "x", differs: tt.differs, with: tt.with}.say(tt.found)
		if _, said, _ := strings.Cut(got, "x: "); said != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, said, tt.want)
		}
	}
}

// A detector that may have missed a race is no witness that there was none.
func TestNoRace(t *testing.T) {
	for _, tt := range []struct {
		reason string
		race   bool
		out    execution.Outcome
		want   bool
	}{
		{"it was silent", true, execution.Outcome{}, true},
		{"it was off", false, execution.Outcome{}, false},
		{"it reports", true, execution.Outcome{Races: 1}, false},
		{"it ran out of memory", true, execution.Outcome{Uses: execution.UsesInexact}, false},
	} {
		c := &Campaign{Race: tt.race}
		if got := c.shown("TestX", "id", finding.Finding{Kind: finding.TestFailure}, &tt.out).NoRace; got != tt.want {
			t.Errorf("%s: %v, want %v", tt.reason, got, tt.want)
		}
	}
}
