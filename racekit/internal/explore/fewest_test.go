package explore

import (
	"slices"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// Of each kind of finding there is one with the fewest preemptions.
func TestEachKindHasItsFewest(t *testing.T) {
	flagAndUpdate := slices.Concat(fake.Program{
		fake.Go(fake.Load("c"), fake.Store("c", 1), fake.Load("x"), fake.If(1, fake.Load("y"), fake.If(2, fake.Panic("seen")))),
	}, lateFlag()[1:], fake.Program{fake.Load("c"), fake.If(1, fake.Want("z", 0))})
	for _, tt := range []struct {
		name    string
		program fake.Program
		n       int
		want    map[finding.Kind]int
		reason  string
	}{
		{"all schedules fit", flagAndUpdate, 1000, map[finding.Kind]int{finding.Panic: 2, finding.TestFailure: 1}, "a failure with one preemption hides no panic that needs two"},
		{"sampled", flagAndUpdate, 40, map[finding.Kind]int{finding.Panic: 2, finding.TestFailure: 1}, "what a sample shows is searched for too"},
		{"lost update", fake.LostUpdate(), 40, map[finding.Kind]int{finding.TestFailure: 1}, "a schedule with more preemptions may come first"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			res := explore(t, fake.New(tt.program...), Config{N: tt.n, Exhaustive: true, KeepGoing: true, Exact: 2000})
			got := map[finding.Kind]int{}
			for _, f := range res.Findings {
				if f.Verdict != Replayable {
					t.Errorf("%s: %s", f.Kind, f.Verdict)
				}
				if n, ok := got[f.Kind]; f.Least && (!ok || f.Preemptions < n) {
					got[f.Kind] = f.Preemptions
				}
			}
			if len(got) != len(tt.want) {
				t.Errorf("proven: %v, want %v: %s", got, tt.want, tt.reason)
			}
			for k, n := range tt.want {
				if got[k] != n {
					t.Errorf("%s: %d preemptions, want %d: %s", k, got[k], n, tt.reason)
				}
			}
		})
	}
}
