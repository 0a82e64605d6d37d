package exhaust

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
)

// How many workers there are changes nothing but the time.
func TestAnyNumberOfWorkers(t *testing.T) {
	first := func(_ int, found []Finding) bool { return len(found) > 0 }
	for _, tt := range []struct {
		name    string
		program fake.Program
		limits  Limits
	}{
		{"all", repeat(2, fake.Go(repeat(5, fake.Add("x", 1))...)), Limits{Bound: All}},
		{"a budget", repeat(3, fake.Go(repeat(3, fake.Add("x", 1))...)), Limits{Bound: All, Executions: 101}},
		{"findings", fake.LostUpdate(), Limits{Bound: All}},
		{"the first finding", fake.ABBA(), Limits{Bound: All, Enough: first}},
		{"the end of the process", fake.Program{fake.Go(fake.Add("x", 1), fake.If(1, fake.Exit())), fake.Add("x", 1), fake.Add("y", 1)}, Limits{Bound: All}},
		{"bounded", fake.LostUpdate(), Limits{Bound: 2}},
		{"bounded, the first finding", fake.LostUpdate(), Limits{Bound: 2, Enough: first}},
	} {
		type seen struct {
			Index  int
			Seed   uint64
			Hash   uint64
			Status execution.Status
		}
		search := func(workers int) (Result, []seen) {
			var all []seen
			l := tt.limits
			l.Workers, l.Each = workers, func(o *execution.Outcome) {
				all = append(all, seen{o.Index, o.Seed, o.Hash, o.Status})
			}
			r, err := Search(t.Context(), fake.New(tt.program...), execution.Spec{Test: "TestX", Index: 7, Seed: 3}, l)
			if err != nil {
				t.Fatal(err)
			}
			return r, all
		}
		want, order := search(1)
		for _, workers := range []int{2, 4} {
			got, in := search(workers)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: with %d workers (-one +more):\n%s", tt.name, workers, diff)
			}
			if diff := cmp.Diff(order, in); diff != "" {
				t.Errorf("%s: order with %d workers (-one +more):\n%s", tt.name, workers, diff)
			}
		}
	}
}

// Schedules are run before their turn; how many depends on the machine.
func TestWorkersAreBusy(t *testing.T) {
	s := &search{exec: fake.New(repeat(3, fake.Go(repeat(3, fake.Add("x", 1))...))...), spec: execution.Spec{Test: "TestX", Index: 1},
		limits: Limits{Bound: All, Workers: 2}, classes: map[string]bool{}}
	if err := s.reduce(t.Context()); err != nil {
		t.Fatal(err)
	}
	if s.early == 0 {
		t.Errorf("none of %d executions was run before its turn", s.Executions)
	}
}
