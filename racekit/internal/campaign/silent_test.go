package campaign

import (
	"strings"
	"testing"
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
