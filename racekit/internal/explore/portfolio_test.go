package explore

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// The default schedule is measured before the first round, and the first
// execution of each round for the next one.
func TestStrategiesThatCountAreToldTheCounts(t *testing.T) {
	for _, test := range []struct {
		kind sched.Kind
		n    int
		want bool
	}{{sched.URW, 200, true}, {sched.SURW, 200, true}, {sched.RandomWalk, 200, false},
		{sched.Mixed, firstFed, true}, // from then on some of its executions begin like others
	} {
		lab := fake.New(fake.Counter()...)
		var mu sync.Mutex
		traced, without, later := map[int]bool{}, 0, 0
		lab.Before = func(s execution.Spec) {
			mu.Lock()
			defer mu.Unlock()
			if s.Index > 0 && s.Trace {
				traced[s.Index] = true
			}
			if s.Index > 0 && (s.Profile == nil || len(s.Profile.Counts) == 0) {
				without++
			}
			if s.Index >= rounds(1, test.n)[1].begin && s.Profile != nil && len(s.Profile.Counts) == 2 {
				later++ // the variable too, which is a point since the first round
			}
		}
		cfg := Config{Base: base(), N: test.n, Strategies: []sched.Config{{Kind: test.kind}}, Parallel: 2}
		res, err := Explore(t.Context(), lab, cfg, nil)
		if err != nil || res.Executions != test.n || len(res.Findings) != 0 {
			t.Fatalf("%v, %d executions, findings %v", err, res.Executions, res.Findings)
		}
		for _, r := range rounds(1, test.n) {
			if traced[r.begin] != test.want {
				t.Errorf("strategy %d: execution %d is traced: %v", test.kind, r.begin, traced[r.begin])
			}
			delete(traced, r.begin)
		}
		if len(traced) > 0 || test.want != (without == 0) || test.want != (later > 0) {
			t.Errorf("strategy %d: also traced: %v; %d executions had no profile, %d one of the points that were learnt", test.kind, traced, without, later)
		}
	}
}

// A finding of the mixture names the strategy that showed it.
func TestFindingOfTheMixtureNamesItsStrategy(t *testing.T) {
	res, err := Explore(t.Context(), fake.New(fake.LostUpdate()...), Config{Base: base(), N: 100}, nil)
	if err != nil || len(res.Findings) != 1 {
		t.Fatalf("%v, %d findings", err, len(res.Findings))
	}
	f := res.Findings[0]
	if want := (sched.Config{Kind: sched.Mixed, Steps: f.Strategy.Steps}).At(f.Outcome.Index); f.Strategy != want || f.Strategy.Kind == sched.Mixed {
		t.Errorf("strategy %+v of execution %d, want %+v", f.Strategy, f.Outcome.Index, want)
	}
}
