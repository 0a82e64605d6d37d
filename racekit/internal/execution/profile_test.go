package execution_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestProfileOf(t *testing.T) {
	const root, left, right = 30, 10, 20 // signatures
	tr := &trace.Trace{
		Tasks: []trace.Task{{ID: 1, Signature: root}, {ID: 2, Parent: 1, Signature: left}, {ID: 3, Parent: 2, Signature: right}},
		Events: []trace.Event{
			{Task: 1, PC: 1, Op: sched.OpGo},
			{Task: 2, PC: 2, Op: sched.OpAtomicStore, Object: 5},
			{Task: 3, PC: 3, Op: sched.OpAtomicLoad, Object: 5},
			{Task: 3, PC: 3, Op: sched.OpAtomicLoad, Object: 5},
			{Task: 2, PC: 4, Op: sched.OpAtomicLoad, Object: 6}, // only read
			{Task: 3, PC: 4, Op: sched.OpAtomicLoad, Object: 6},
			{Task: 2, PC: 5, Op: sched.OpAtomicStore, Object: 7}, // of one goroutine
			{Task: 2, PC: 6, Op: sched.OpWGAdd, Object: 8},       // a join
			{Task: 1, PC: 7, Op: sched.OpWGWait, Object: 8},
		},
	}
	want := &sched.Profile{
		Counts: []uint32{3},
		Weights: []sched.Weight{
			{N: 7, Sig: left}, {N: 3, Sig: right}, {N: 9, Sig: root},
			{Of: 1, N: 3, Sig: left}, {Of: 1, N: 2, Sig: right}, {Of: 1, N: 3, Sig: root},
		},
		Uses: []sched.Use{{Of: 1, Key: sched.UseKey(left, 2)}, {Of: 1, Key: sched.UseKey(right, 3)}},
	}
	if want.Uses[0].Key > want.Uses[1].Key {
		want.Uses[0], want.Uses[1] = want.Uses[1], want.Uses[0]
	}
	if diff := cmp.Diff(want, execution.ProfileOf(tr)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := execution.ProfileOf(nil); got != nil {
		t.Errorf("of nothing: %+v", got)
	}
}

// What one schedule tells is true of another: who comes first does not matter.
func TestProfileDoesNotDependOnTheSchedule(t *testing.T) {
	lab := fake.New(fake.LostUpdate()...)
	var first *sched.Profile
	hashes := map[uint64]bool{}
	for i := 1; i <= 20; i++ {
		o, err := lab.Run(t.Context(), execution.Spec{Test: "TestX", Index: i, Strategy: sched.Config{Kind: sched.RandomWalk}, Trace: true})
		if err != nil {
			t.Fatal(err)
		}
		hashes[o.Hash] = true
		p := execution.ProfileOf(o.Trace)
		p.Weights = p.Weights[3:] // those of all events, which a blocked Join adds to
		if first == nil {
			first = p
		}
		if diff := cmp.Diff(first, p); diff != "" {
			t.Fatalf("execution %d (-first +this):\n%s", i, diff)
		}
	}
	if len(hashes) < 5 || len(first.Counts) != 1 {
		t.Errorf("%d schedules, objects %v", len(hashes), first.Counts)
	}
}
