package cause

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// raceReport is what the detector prints of a race of two lines of x.go.
func raceReport(a, b int) string {
	rule := strings.Repeat("=", 18)
	side := func(what string, n, line int) string {
		return fmt.Sprintf("%s at 0x00c000012345 by goroutine %d:\n  example.com/x.f%d()\n      /home/me/x.go:%d +0x1\n\n", what, n, line, line)
	}
	return rule + "\nWARNING: DATA RACE\n" + side("Write", 7, a) + side("Previous read", 8, b) + rule + "\n"
}

func TestByCause(t *testing.T) {
	all := func(reports ...string) []finding.Finding {
		return explore.FromOutcome(execution.Outcome{Status: execution.Passed, Races: len(reports), Output: []byte(strings.Join(reports, ""))})
	}
	// found is the nth finding of an execution that shows these races.
	found := func(v explore.Verdict, n int, reports ...string) *explore.Found {
		f := all(reports...)[n]
		return &explore.Found{Finding: f, Identity: finding.Identity(f), Confirmation: explore.Confirmation{Verdict: v},
			Outcome: execution.Outcome{Status: execution.Passed, Races: len(reports), Output: []byte(strings.Join(reports, ""))}}
	}
	told := func(report string) []Told { return []Told{{Finding: all(report)[0]}} }
	failure := &explore.Found{Finding: finding.Finding{Kind: finding.TestFailure, Sites: []trace.Frame{{Func: "example.com/x.f1"}}}, Identity: "failure"}
	a, b, c, far := raceReport(1, 2), raceReport(2, 3), raceReport(3, 4), raceReport(8, 9)
	for _, tt := range []struct {
		reason string
		told   []Told
		all    []*explore.Found
		want   []string // the places of what is kept
		with   string   // that of the first says so
		beside int      // findings told with the first that was told
	}{
		{"nothing", nil, nil, nil, "", 0},
		{"each by itself", nil, []*explore.Found{found(explore.Replayable, 0, a), found(explore.Replayable, 0, far), failure}, []string{"x.go:1 and x.go:2", "x.go:8 and x.go:9", ""}, "", 0},
		{"they share a line", nil, []*explore.Found{found(explore.Replayable, 0, a), found(explore.Replayable, 0, b)}, []string{"x.go:1 and x.go:2"},
			"1 more data race is told with this one: it is of the same code or of its execution (x.go:2 and x.go:3)", 0},
		{"each shares a line with the next", nil, []*explore.Found{found(explore.Replayable, 0, a), found(explore.Replayable, 0, c), found(explore.Replayable, 0, b)}, []string{"x.go:1 and x.go:2"},
			"2 more data races are told with this one: they are of the same code or of its execution (x.go:3 and x.go:4; x.go:2 and x.go:3)", 0},
		{"its execution showed another before", nil, []*explore.Found{found(explore.Replayable, 0, a), found(explore.Replayable, 1, a, far)}, []string{"x.go:1 and x.go:2"},
			"1 more data race is told with this one: it is of the same code or of its execution (x.go:8 and x.go:9)", 0},
		{"what replays speaks for the others", nil, []*explore.Found{found(explore.NotRepeated, 0, a), found(explore.Replayable, 0, b)}, []string{"x.go:2 and x.go:3"},
			"1 more data race is told with this one: it is of the same code or of its execution (x.go:1 and x.go:2)", 0},
		{"a record tells it", told(a), []*explore.Found{found(explore.Replayable, 0, b), found(explore.Replayable, 0, far)}, []string{"x.go:8 and x.go:9"}, "", 1},
		{"many", nil, []*explore.Found{found(explore.Replayable, 0, a), found(explore.Replayable, 0, raceReport(1, 11)), found(explore.Replayable, 0, raceReport(1, 12)), found(explore.Replayable, 0, raceReport(1, 13)), found(explore.Replayable, 0, raceReport(1, 14))},
			[]string{"x.go:1 and x.go:2"}, "4 more data races are told with this one: they are of the same code or of its execution (x.go:1 and x.go:11; x.go:1 and x.go:12; x.go:1 and x.go:13; and 1 more)", 0},
	} {
		kept, beside := ByCause(tt.told, tt.all, "/go/")
		var got []string
		for _, f := range kept {
			got = append(got, where(f.Finding))
		}
		with := ""
		if len(kept) > 0 {
			with = strings.Join(kept[0].Beside, "\n")
		}
		if !slices.Equal(got, tt.want) || with != tt.with || len(beside[0]) != tt.beside {
			t.Errorf("%s: kept %q, of the first %q, and %d beside what was told; want %q, %q, %d", tt.reason, got, with, len(beside[0]), tt.want, tt.with, tt.beside)
		}
	}
}

// One execution tells one race: that of its record, else the first.
func TestOfOne(t *testing.T) {
	o := execution.Outcome{Status: execution.Passed, Races: 2, Output: []byte(raceReport(1, 2) + raceReport(8, 9))}
	all := explore.FromOutcome(o)
	for _, tt := range []struct{ identity, want string }{
		{"", "x.go:1 and x.go:2"},
		{finding.Identity(all[1]), "x.go:8 and x.go:9"},
	} {
		told, rest := OfOne(all, tt.identity)
		if len(told) != 1 || len(rest) != 1 || where(told[0]) != tt.want {
			t.Errorf("of record %q: %v, and %d more; want %s and one more", tt.identity, told, len(rest), tt.want)
		}
	}
}
