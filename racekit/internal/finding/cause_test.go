package finding

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestCauses(t *testing.T) {
	std := trace.Frame{Func: "bytes.(*Buffer).Reset", File: "/go/src/bytes/buffer.go", Line: 9}
	foreign := func(f trace.Frame) bool { return strings.HasPrefix(f.File, "/go/") }
	race := func(a, b []trace.Frame) Finding {
		return Finding{Kind: DataRace, Race: &Race{Accesses: [2]Access{{Stack: a}, {Stack: b}}}}
	}
	deadlock := Finding{Kind: DeadlockKind}
	for _, tt := range []struct {
		reason string
		f      Finding
		tr     *trace.Trace
		want   []string
	}{
		{"the program's own code, whatever it called", race([]trace.Frame{std, bankFrame(12)}, []trace.Frame{bankFrame(25)}), nil,
			[]string{"data race example.com/bank.fb+3", "data race example.com/bank.fc+6"}},
		{"both accesses in one line", race([]trace.Frame{bankFrame(12)}, []trace.Frame{std, bankFrame(12)}), nil, []string{"data race example.com/bank.fb+3"}},
		{"nothing of it is the program's", race([]trace.Frame{std}, []trace.Frame{std}), nil, nil},
		{"a cycle, and who waits for one of it", deadlock,
			traceOf([]uint32{1, 2, 3, 4}, step{2, lock, 1, 12}, step{3, lock, 2, 22}, step{2, lock, 2, 13}, step{3, lock, 1, 23}, step{4, lock, 1, 34}, step{1, sched.OpWGWait, 3, 7}),
			[]string{"deadlock example.com/bank.fb+4 example.com/bank.fc+4"}},
		{"who can be woken by nobody, and who waits for it", deadlock,
			traceOf([]uint32{1, 2}, step{2, recv, 1, 12}, step{1, sched.OpWGWait, 3, 7}),
			[]string{"deadlock example.com/bank.fb+3"}},
		{"without a trace nothing is known", deadlock, nil, nil},
		{"others are their own cause", Finding{Kind: Panic, Sites: []trace.Frame{bankFrame(12)}}, nil, nil},
	} {
		if diff := cmp.Diff(tt.want, Causes(tt.f, tt.tr, 6, foreign)); diff != "" {
			t.Errorf("%s: %s", tt.reason, diff)
		}
	}
}
