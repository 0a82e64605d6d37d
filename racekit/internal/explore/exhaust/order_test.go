package exhaust

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// asDefined is happens-before as it is defined: the least transitive relation with
// the order of a goroutine's steps, go statements, what ends waits, and the order
// of dependent steps.
func (r *run) asDefined(enabling bool) [][]bool {
	before := make([][]bool, len(r.steps)) // before[j][i]: i happens before j
	for j := range r.steps {
		before[j] = make([]bool, len(r.steps))
		s := &r.steps[j]
		for i := j - 1; i >= 0; i-- {
			if before[j][i] || dependent(&r.steps[i], s) || s.parent == i || enabling && s.enabler == i {
				before[j][i] = true
				for k, b := range before[i] {
					before[j][k] = before[j][k] || b
				}
			}
		}
	}
	return before
}

func TestRelationIsAsDefined(t *testing.T) {
	ops := []sched.Op{sched.OpLock, sched.OpTryLock, sched.OpUnlock, sched.OpAtomicLoad, sched.OpAtomicStore, sched.OpYield, sched.OpSend, sched.OpRecv, sched.OpSelect, sched.OpSleep, sched.OpGo, sched.OpPoint, sched.OpRead, sched.OpWrite}
	rapid.Check(t, func(t *rapid.T) {
		r := new(run)
		for i := range rapid.IntRange(1, 60).Draw(t, "steps") {
			s := step{parent: -1, enabler: -1, Choice: trace.Choice{
				Task: rapid.Uint32Range(1, 4).Draw(t, "task"), Op: rapid.SampledFrom(ops).Draw(t, "op"),
				Object: 8 * rapid.Uint64Range(0, 3).Draw(t, "object"), Size: rapid.Uint32Range(0, 16).Draw(t, "size"), Done: rapid.IntRange(0, 9).Draw(t, "done") == 0}}
			if i > 0 && rapid.IntRange(0, 3).Draw(t, "enabled") == 0 {
				s.enabler = rapid.IntRange(0, i-1).Draw(t, "enabler")
			}
			if i > 0 && !slices.ContainsFunc(r.steps, func(o step) bool { return o.Task == s.Task }) {
				s.parent = rapid.IntRange(0, i-1).Draw(t, "parent")
			}
			r.steps = append(r.steps, s)
		}
		for _, enabling := range []bool{false, true} {
			got, want := r.relation(enabling), r.asDefined(enabling)
			for j := range r.steps {
				for i := range j {
					if got.before(i, j) != want[j][i] {
						t.Fatalf("with what ends waits %v: step %d before %d: %v", enabling, i, j, got.before(i, j))
					}
				}
			}
		}
	})
}

// Two who poll take steps of two kinds only.
func BenchmarkRelationOfPollers(b *testing.B) {
	r := new(run)
	for i := range 20_000 {
		s := step{parent: -1, enabler: -1, Choice: trace.Choice{Task: 1 + uint32(i%2), Op: sched.OpTryLock, Object: 8 * (1 + uint64(i%2))}}
		r.steps = append(r.steps, s)
	}
	for b.Loop() {
		r.relation(true)
	}
}
