package harness

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// What is no matter of the schedule is told in the log of a test without lines
// that say of tests how they ended: those of the log's own test are enough.
func TestOrdinary(t *testing.T) {
	f := campaign.Finding{Test: "TestX/a", Every: 7, Finding: finding.Finding{Kind: finding.TestFailure},
		Output: []byte("--- FAIL: TestX (0.00s)\n    x_test.go:4: well\n    --- FAIL: TestX/a (0.00s)\n        x_test.go:5: got 1\n")}
	want := `    x_test.go:4: well
    in TestX/a
        x_test.go:5: got 1
    fails in all 7 schedules, including the default one: it does not depend on the schedule`
	if got := ordinary("TestX", f); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
}
