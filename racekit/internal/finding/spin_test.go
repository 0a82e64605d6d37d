package finding

import (
	"slices"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestSpins(t *testing.T) {
	cas := func(failed bool) trace.Value {
		return trace.Value{Before: "0", After: "1", Swaps: true, Failed: failed}
	}
	for _, tt := range []struct {
		reason string
		before []step // the looks of goroutine 3 come after them
		values map[int]trace.Value
		op     sched.Op
		looks  int
		want   string
	}{
		{"who took a lock that nobody gives back", []step{{2, sched.OpAtomicRMW, 1, 21}}, map[int]trace.Value{0: cas(false)}, sched.OpAtomicRMW, manyLooks,
			"G3 does atomic update of #1 again and again (bank.go:31): of the others G2 changed it last, by atomic update at step 1 (bank.go:21), and has ended"},
		{"a compare-and-swap that failed changed nothing", []step{{4, sched.OpAtomicStore, 1, 41}, {2, sched.OpAtomicRMW, 1, 21}}, map[int]trace.Value{1: cas(true)}, sched.OpAtomicRMW, manyLooks,
			"G3 does atomic update of #1 again and again (bank.go:31): of the others G4 changed it last, by atomic store at step 1 (bank.go:41), and has ended"},
		{"of one whose outcome is unknown nothing is said", []step{{2, sched.OpAtomicRMW, 1, 21}}, nil, sched.OpAtomicRMW, manyLooks, ""},
		{"a flag that nobody sets", []step{{2, sched.OpAtomicLoad, 1, 21}}, nil, sched.OpAtomicLoad, manyLooks,
			"G3 does atomic load of #1 again and again (bank.go:31): no other goroutine has changed it"},
		{"a lock", []step{{2, lock, 1, 21}}, nil, sched.OpTryLock, manyLooks,
			"G3 does TryLock of #1 again and again (bank.go:31): of the others G2 changed it last, by Lock at step 1 (bank.go:21), and has ended"},
		{"too few looks", []step{{2, sched.OpAtomicStore, 1, 21}}, nil, sched.OpAtomicLoad, manyLooks - 1, ""},
		{"who only writes waits for nothing", []step{{2, sched.OpAtomicStore, 1, 21}}, nil, sched.OpAtomicStore, manyLooks, ""},
	} {
		tr := traceOf(nil, append(slices.Clone(tt.before), slices.Repeat([]step{{3, tt.op, 1, 31}, {3, sched.OpYield, 0, 32}}, tt.looks)...)...)
		tr.Tasks[2].State, tr.Values = trace.Runnable, tt.values
		got := ""
		if lines := WhyOf(Finding{Kind: Livelock}, tr).Lines(tr); len(lines) > 0 {
			got = lines[0]
		}
		if got != tt.want {
			t.Errorf("%s: %q\nwant %q", tt.reason, got, tt.want)
		}
	}
}
