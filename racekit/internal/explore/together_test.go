package explore

import (
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
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
	found := func(f finding.Finding, v Verdict, external bool) *Found {
		return &Found{Finding: f, Identity: finding.Identity(f), Outcome: execution.Outcome{External: external}, Confirmation: Confirmation{Verdict: v},
			Frequency: finding.Frequency{Times: 1, Of: 2, By: []finding.Share{{Strategy: "walk"}}}}
	}
	for _, tt := range []struct {
		reason string
		all    []*Found
		want   []string // messages
		alike  int      // as the first
	}{
		{"nothing", nil, nil, 0},
		{"places of the standard library that differ are one",
			[]*Found{found(race("(*Header).Set", 3), NotRepeated, true), found(race("(*Header).Del", 3), Inconsistent, true)}, []string{"(*Header).Set"}, 1},
		{"places of the program are not",
			[]*Found{found(race("Set", 3), NotRepeated, true), found(race("Set", 4), NotRepeated, true)}, []string{"Set", "Set"}, 0},
		{"kinds are not",
			[]*Found{found(race("Set", 3), NotRepeated, true), found(hang("example.com/x.handle"), NotRepeated, true)}, []string{"Set", "example.com/x.handle"}, 0},
		{"a hang in which others wait in the standard library",
			[]*Found{found(hang("example.com/x.TestX", "net/http.(*conn).serve"), NotRepeated, true), found(hang("example.com/x.TestX"), NotRepeated, true)},
			[]string{"example.com/x.TestX net/http.(*conn).serve"}, 1},
		{"what replays is told in any case, and speaks for the others",
			[]*Found{found(race("Del", 3), NotRepeated, true), found(race("Set", 3), Replayable, true), found(race("Add", 3), Replayable, true)}, []string{"Set", "Add"}, 1},
		{"without the system each is a finding of its own",
			[]*Found{found(race("Set", 3), NotRepeated, false), found(race("Del", 3), NotRepeated, false)}, []string{"Set", "Del"}, 0},
		{"a schedule that does not repeat itself, because of the system", []*Found{found(race("Set", 3), Inconsistent, true), found(nondeterminism, Inconsistent, true)}, []string{"Set"}, 0},
		{"for another reason", []*Found{found(race("Set", 3), Inconsistent, false), found(nondeterminism, Inconsistent, false)}, []string{"Set", "two ways"}, 0},
		{"and nothing else was found", []*Found{found(nondeterminism, Inconsistent, true)}, []string{"two ways"}, 0},
	} {
		var got []string
		out := Together(tt.all, "/go")
		for _, f := range out {
			got = append(got, f.Message)
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		} else if len(out) > 0 && out[0].Alike != tt.alike {
			t.Errorf("%s: %d like the first, want %d", tt.reason, out[0].Alike, tt.alike)
		}
	}
}

func TestNotRepeatable(t *testing.T) {
	frames := func(fns ...string) (out []trace.Frame) {
		for _, fn := range fns {
			out = append(out, trace.Frame{Func: fn})
		}
		return out
	}
	for _, tt := range []struct {
		reason string
		stack  []trace.Frame
		alike  int
		want   string
	}{
		{"the network", frames("runtime.gopark", "internal/poll.(*FD).Read", "net.(*netFD).Read", "net.(*conn).Read", "bufio.(*Reader).fill"), 0,
			"not repeatable: goroutines wait for the network (net.(*conn).Read), which racekit does not control"},
		{"a pipe", frames("runtime.gopark", "internal/poll.(*FD).Read", "os.(*File).Read", "example.com/x.F"), 0,
			"not repeatable: goroutines wait for I/O (os.(*File).Read), which racekit does not control"},
		{"a system call, whose stack nobody has", nil, 0, "not repeatable: goroutines wait for the system, which racekit does not control"},
		{"others are like it", nil, 2, "not repeatable: goroutines wait for the system, which racekit does not control\nthere are 2 more findings of this kind at the same place in the code, in other schedules"},
	} {
		f := &Found{Outcome: execution.Outcome{External: true, Outside: tt.stack}, Confirmation: Confirmation{Verdict: Inconsistent}, Alike: tt.alike}
		if got := strings.Join(f.Doubts(), "\n"); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}
