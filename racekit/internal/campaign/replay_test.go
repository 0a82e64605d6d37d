package campaign

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestDivergedText(t *testing.T) {
	tr := &trace.Trace{
		Tasks:  []trace.Task{{ID: 1, Start: "runtime.rkRootLoop"}, {ID: 2, Start: "testing.(*T).Run.gowrap1"}, {ID: 3, Start: "a.f"}},
		Events: []trace.Event{{Task: 1, Op: sched.OpStart}, {Task: 2, Op: sched.OpSend, PC: 7}, {Task: 2, Op: sched.OpStart, PC: 8}},
		Sites:  map[uint32][]trace.Frame{7: {{Func: "a.TestX", File: "/src/a_test.go", Line: 12}}, 8: {{Func: "testing.tRunner", File: "/go/testing.go", Line: 1}}},
	}
	for _, tt := range []struct {
		reason    string
		at        int
		decisions []uint32
		tr        *trace.Trace
		lost      []record.Site
		want      string
	}{
		{"another goroutine ran", 3, []uint32{1, 2, 3}, tr, nil, "at step 3 of 3 G2 was to run and could not; G1 (start) ran; the step before was G1 (send at a_test.go:12)"},
		{"at the first step", 1, []uint32{3}, tr, nil, "at step 1 of 1 G2 was to run and could not; G0 (start) ran"},
		{"it ended before", 4, []uint32{1, 2, 2, 2}, tr, nil, "at step 4 of 4 it had ended; the step before was G1 (start)"},
		{"the record is shorter", 3, []uint32{1}, tr, nil, "at step 3 of 1 it had ended; the step before was G1 (send at a_test.go:12)"},
		{"no trace", 2, []uint32{1, 2}, nil, []record.Site{{Func: "a.f"}}, "at step 2 of 2 it had ended; a.f has changed"},
	} {
		out := &execution.Outcome{DivergedAt: tt.at, Trace: tt.tr}
		got := diverged(&record.Record{Steps: len(tt.decisions), Decisions: tt.decisions}, out, tt.lost)
		if want := "the program no longer matches the record: " + tt.want; got != want {
			t.Errorf("%s:\n%s, want\n%s", tt.reason, got, want)
		}
	}
}
