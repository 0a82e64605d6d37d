package explore

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// TestFrequency counts once more, by running every schedule alone.
func TestFrequency(t *testing.T) {
	const n = 60
	strategies := []sched.Config{{Kind: sched.RandomWalk}, {Kind: sched.POS}}
	spec := execution.Spec{Test: "TestX", Seed: 3}
	r, err := Explore(t.Context(), fake.New(fake.ABBA()...), Config{Base: spec, N: n, Strategies: strategies, Parallel: 3, KeepGoing: true}, nil)
	if err != nil || len(r.Findings) != 1 {
		t.Fatalf("%+v, %v, want one finding", r, err)
	}
	want := finding.Frequency{Of: n, Missed: true}
	shares := map[sched.Kind]*finding.Share{sched.FIFO: {Strategy: "fifo"}, sched.RandomWalk: {Strategy: "walk"}, sched.POS: {Strategy: "pos"}}
	run := func(index int, c sched.Config) {
		spec.Index, spec.Strategy = index, c
		o, err := fake.New(fake.ABBA()...).Run(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		shares[c.Kind].Of++
		if !o.Found() {
			return
		}
		shares[c.Kind].Times++
		want.Times++
		if want.First == 0 || index+1 < want.First {
			want.First = index + 1
		}
	}
	run(0, sched.Config{})
	for _, round := range rounds(1, n) {
		for _, c := range round.chunks(strategies, 0) {
			for i := c.begin; i < c.end; i++ {
				run(i, c.strategy)
			}
		}
	}
	got := r.Findings[0].Frequency
	if got.Times == 0 || got.Times == n || got.Times != r.Findings[0].Times {
		t.Errorf("it showed %d times of %d, the finding says %d", got.Times, n, r.Findings[0].Times)
	}
	for _, s := range got.By {
		want.By = append(want.By, *shares[map[string]sched.Kind{"fifo": sched.FIFO, "walk": sched.RandomWalk, "pos": sched.POS}[s.Strategy]])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	for i := 1; i < len(got.By); i++ {
		if a, b := got.By[i-1], got.By[i]; a.Times*b.Of < b.Times*a.Of {
			t.Errorf("%+v comes before %+v, which is better", a, b)
		}
	}
}

// TestFrequencyOfASearch counts the schedules of a program by hand. Two loads
// commute, so there are four orders of two loads and two stores; in two of them
// both loads come first.
func TestFrequencyOfASearch(t *testing.T) {
	spec := execution.Spec{Test: "TestX", Seed: 3}
	for _, tt := range []struct {
		goes   bool
		want   finding.Search
		reason string
	}{
		{true, finding.Search{Found: true, Times: 2, Of: 4, All: true, Which: "all 4 schedules"}, "the search goes to its end"},
		{false, finding.Search{Found: true}, "it ends with the first finding"},
	} {
		r, err := Explore(t.Context(), fake.New(fake.LostUpdate()...), Config{Base: spec, N: 1000, Exhaustive: true, Exact: 1000, KeepGoing: tt.goes}, nil)
		if err != nil || len(r.Findings) != 1 {
			t.Fatalf("%+v, %v, want one finding", r, err)
		}
		if diff := cmp.Diff(tt.want, r.Findings[0].Frequency.Search); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
		}
	}
}
