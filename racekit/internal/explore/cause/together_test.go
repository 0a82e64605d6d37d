package cause

import (
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestTogether(t *testing.T) {
	own := func(line int) trace.Frame {
		return trace.Frame{Func: "example.com/x.handle", File: "/home/me/x.go", Line: line, Entry: 1}
	}
	std := func(fn string) trace.Frame {
		return trace.Frame{Func: "net/http." + fn, File: "/go/src/net/http/server.go", Line: 9, Entry: 1}
	}
	race := func(inner string, line int) finding.Finding {
		stack := []trace.Frame{std(inner), own(line), std("serve")}
		r := &finding.Race{Accesses: [2]finding.Access{{Write: true, Stack: stack}, {Stack: stack}}}
		return finding.Finding{Kind: finding.DataRace, Message: inner, Sites: r.Sites(), Race: r}
	}
	hang := func(fns ...string) finding.Finding {
		f := finding.Finding{Kind: finding.Hang, Message: strings.Join(fns, " ")}
		for _, fn := range fns {
			f.Sites = append(f.Sites, trace.Frame{Func: fn})
		}
		return f
	}
	nondeterminism := finding.Finding{Kind: finding.Nondeterminism, Message: "two ways", Sites: []trace.Frame{std("read")}}
	found := func(f finding.Finding, v explore.Verdict, external bool) *explore.Found {
		return &explore.Found{Finding: f, Identity: finding.Identity(f), Outcome: execution.Outcome{External: external}, Confirmation: explore.Confirmation{Verdict: v},
			Frequency: finding.Frequency{Times: 1, Of: 2, By: []finding.Share{{Strategy: "walk"}}}}
	}
	for _, tt := range []struct {
		reason string
		all    []*explore.Found
		want   []string // messages
		beside string   // the first
	}{
		{"nothing", nil, nil, ""},
		{"places of the standard library that differ are one",
			[]*explore.Found{found(race("(*Header).Set", 3), explore.NotRepeated, true), found(race("(*Header).Del", 3), explore.Inconsistent, true)}, []string{"(*Header).Set"}, "1 more finding of this kind at the same place in the code, in other schedules"},
		{"places of the program are not",
			[]*explore.Found{found(race("Set", 3), explore.NotRepeated, true), found(race("Set", 4), explore.NotRepeated, true)}, []string{"Set", "Set"}, ""},
		{"kinds are not",
			[]*explore.Found{found(race("Set", 3), explore.NotRepeated, true), found(hang("example.com/x.handle"), explore.NotRepeated, true)}, []string{"Set", "example.com/x.handle"}, ""},
		{"a hang in which others wait in the standard library",
			[]*explore.Found{found(hang("example.com/x.TestX", "net/http.(*conn).serve"), explore.NotRepeated, true), found(hang("example.com/x.TestX"), explore.NotRepeated, true)},
			[]string{"example.com/x.TestX net/http.(*conn).serve"}, "1 more finding of this kind at the same place in the code, in other schedules"},
		{"what replays is told in any case, and speaks for the others",
			[]*explore.Found{found(race("Del", 3), explore.NotRepeated, true), found(race("Set", 3), explore.Replayable, true), found(race("Add", 3), explore.Replayable, true)}, []string{"Set", "Add"}, "1 more finding of this kind at the same place in the code, in other schedules"},
		{"of what was not replayed nothing is known",
			[]*explore.Found{found(race("Set", 3), explore.Unconfirmed, true), found(race("Del", 3), explore.Unconfirmed, true)}, []string{"Set", "Del"}, ""},
		{"without the system each is a finding of its own",
			[]*explore.Found{found(race("Set", 3), explore.NotRepeated, false), found(race("Del", 3), explore.NotRepeated, false)}, []string{"Set", "Del"}, ""},
		{"a schedule that does not repeat itself, because of the system", []*explore.Found{found(race("Set", 3), explore.Inconsistent, true), found(nondeterminism, explore.Inconsistent, true)}, []string{"Set"}, ""},
		{"likewise, where the finding itself replays", []*explore.Found{found(race("Set", 3), explore.Replayable, true), found(nondeterminism, explore.Inconsistent, true)}, []string{"Set"},
			"other schedules of the test are not repeatable: goroutines wait for the system, which racekit does not control"},
		{"for another reason", []*explore.Found{found(race("Set", 3), explore.Inconsistent, false), found(nondeterminism, explore.Inconsistent, false)}, []string{"Set", "two ways"}, ""},
		{"and nothing else was found", []*explore.Found{found(nondeterminism, explore.Inconsistent, true)}, []string{"two ways"}, ""},
	} {
		var got []string
		out := Together(tt.all, "/go")
		for _, f := range out {
			got = append(got, f.Message)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		} else if len(out) > 0 && strings.Join(out[0].Beside, "\n") != tt.beside {
			t.Errorf("%s: %q, want %q", tt.reason, out[0].Beside, tt.beside)
		}
	}
}
