package exhaust

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
)

func repeat(n int, ops ...fake.Op) []fake.Op {
	var out []fake.Op
	for range n {
		out = append(out, ops...)
	}
	return out
}

func TestExactCounts(t *testing.T) {
	for _, tt := range []struct {
		name    string
		program []fake.Op
		want    int
		reason  string
	}{
		{"2 x 5 adds", repeat(2, fake.Go(repeat(5, fake.Add("x", 1))...)), 252, "10!/(5!5!)"},
		{"3 x 3 adds", repeat(3, fake.Go(repeat(3, fake.Add("x", 1))...)), 1680, "9!/(3!3!3!)"},
		{"disjoint", []fake.Op{fake.Go(repeat(5, fake.Add("x", 1))...), fake.Go(repeat(5, fake.Add("y", 1))...), fake.Go(repeat(5, fake.Add("z", 1))...)}, 1, "all steps commute"},
		{"loads", repeat(3, fake.Go(repeat(5, fake.Load("x"))...)), 1, "reads commute"},
		{"lock x 4", repeat(4, fake.Go(fake.Lock("m"), fake.Unlock("m"))), 24, "n! orders of n critical sections"},
		{"lock x 3 twice", repeat(3, fake.Go(repeat(2, fake.Lock("m"), fake.Unlock("m"))...)), 90, "6!/(2!2!2!) orders of critical sections"},
		{"join", append(repeat(3, fake.Go(fake.Lock("m"), fake.Add("x", 1), fake.Unlock("m"))), fake.Join(), fake.Want("x", 3)), 6, "the join is after all of them"},
		{"two mutexes", append(repeat(2, fake.Go(fake.Lock("m"), fake.Unlock("m"))), repeat(2, fake.Go(fake.Lock("n"), fake.Unlock("n")))...), 4, "2! x 2!"},
		{"AB-BA", fake.ABBA(), 3, "one first, the other first, deadlock"},
	} {
		r, err := Search(t.Context(), fake.New(tt.program...), execution.Spec{Test: "TestX"}, Limits{Bound: All})
		if err != nil || r.Extent != Complete || r.Schedules != tt.want || r.Executions != tt.want {
			t.Errorf("%s: %v, %v; %d schedules, want %d (%s)", tt.name, r, err, r.Schedules, tt.want, tt.reason)
		}
		t.Logf("%s: %v; %d executions", tt.name, r, r.Executions)
	}
}

func TestWords(t *testing.T) {
	sometimes := 0
	joined := append(repeat(2, fake.Go(repeat(5, fake.Add("x", 1))...)), fake.Join())
	for _, tt := range []struct {
		name    string
		program []fake.Op
		limits  Limits
		want    string
	}{
		{"all", joined, Limits{Bound: All}, "verified: all 252 schedules (up to commuting independent steps)"},
		{"not joined", repeat(2, fake.Go(repeat(5, fake.Add("x", 1))...)), Limits{Bound: All}, "explored: all 252 schedules (up to commuting independent steps), not verified: a goroutine may still run after the test, at the same time as the next one"},
		{"one", []fake.Op{fake.Add("x", 1)}, Limits{Bound: All, Executions: 1}, "verified: the only schedule (any other differs only in the order of independent steps)"},
		{"bounded", joined, Limits{Bound: 2}, "verified: all schedules with at most 2 preemptions"},
		{"one preemption", joined, Limits{Bound: 1}, "verified: all schedules with at most 1 preemption"},
		{"no preemption", fake.Counter(), Limits{Bound: 0}, "verified: all schedules without a preemption"},
		{"budget", repeat(2, fake.Go(repeat(5, fake.Add("x", 1))...)), Limits{Bound: All, Executions: 251}, "not complete after 251 schedules: the budget of 251 executions is used up"},
		{"exact budget", joined, Limits{Bound: All, Executions: 252}, "verified: all 252 schedules (up to commuting independent steps)"},
		{"finding", fake.LostUpdate(), Limits{Bound: All}, "explored: all 4 schedules (up to commuting independent steps), 2 of them with a finding"},
		{"first finding", fake.LostUpdate(), Limits{Bound: All, Enough: func(_ int, found []Finding) bool { return len(found) > 0 }}, "not complete after 2 schedules: stopped after 1 finding, 1 of them with a finding"},
		{"no end", []fake.Op{fake.Go(repeat(100, fake.Yield())...)}, Limits{Bound: All}, "not complete after 1 schedule: an execution does not end, 1 of them with a finding"},
	} {
		spec := execution.Spec{Test: "TestX"}
		if tt.name == "no end" {
			spec.MaxSteps = 50
		}
		r, err := Search(t.Context(), fake.New(tt.program...), spec, tt.limits)
		if err != nil || r.String() != tt.want || strings.Contains(tt.want, "does not end") && r.Extent != Sampled {
			t.Errorf("%s: %q, %v, want %q", tt.name, r, err, tt.want)
		}
	}
	noise := fake.Noise(func() int { sometimes++; return sometimes % 2 })
	r, err := Search(t.Context(), fake.New(fake.Go(fake.Store("x", 1)), noise, fake.If(1, fake.Add("y", 1), fake.Add("y", 1)), fake.Load("x")), execution.Spec{Test: "TestX"}, Limits{Bound: All})
	if want := "the same schedule gave two different executions"; err != nil || !strings.HasPrefix(r.Why, want) || r.Extent != Sampled {
		t.Errorf("a program that depends on more than its schedule: %v, %v, want %s...", r, err, want)
	}
}

// TestBoundedSearch compares with the schedules that brute force counts.
func TestBoundedSearch(t *testing.T) {
	for _, tt := range []struct {
		name    string
		program fake.Program
		first   int // preemptions of the cheapest finding
	}{
		{"lost update", fake.LostUpdate(), 1},
		{"AB-BA", fake.ABBA(), 1},
		{"counter", fake.Counter(), -1},
		{"check then act, twice", fake.Program{
			fake.Go(fake.Load("x"), fake.If(1, fake.Load("y"), fake.If(0, fake.Panic("seen")))),
			fake.Store("x", 1), fake.Store("y", 1)}, 1},
		{"a value and back", fake.Program{
			fake.Go(fake.Load("x"), fake.If(1, fake.Load("y"), fake.If(2, fake.Panic("seen")))),
			fake.Store("x", 1), fake.Add("z", 1), fake.Store("x", 1), fake.Store("y", 1)}, 2},
	} {
		spec := execution.Spec{Test: "TestX", Sites: everySite()}
		lab := fake.New(tt.program...)
		want := brute(t, lab, spec, 20000)
		if want.cheapest != tt.first {
			t.Errorf("%s: the cheapest finding has %d preemptions, want %d", tt.name, want.cheapest, tt.first)
		}
		sum := 0
		for bound := range 4 {
			sum += want.costs[bound]
			r, err := Search(t.Context(), lab, spec, Limits{Bound: bound, Workers: 3})
			if err != nil || r.Extent == Sampled || r.Executions != sum || len(r.Found) > 0 != (tt.first >= 0 && bound >= tt.first) {
				t.Errorf("%s, bound %d: %v, %v: %d schedules, want %d", tt.name, bound, r, err, r.Executions, sum)
			}
			if len(r.Found) > 0 && r.Found[0].Preemptions != tt.first {
				t.Errorf("%s: the first finding has %d preemptions, want %d", tt.name, r.Found[0].Preemptions, tt.first)
			}
			for _, f := range r.Found {
				if o, _ := lab.Run(t.Context(), f.Spec); o.Hash != f.Outcome.Hash {
					t.Fatalf("%s: script %v: status %d, want %d and the same trace", tt.name, f.Spec.Script, o.Status, f.Outcome.Status)
				}
			}
		}
	}
}

// With one seed a search goes on although random numbers count, and finds the
// lost update that shows with this one; it knows nothing of all schedules.
func TestOneSeed(t *testing.T) {
	add := []fake.Op{fake.Load("c"), fake.Store("c", 1)}
	lab := fake.New(fake.Draw(4), fake.If(2, fake.Go(add...), fake.Go(add...), fake.Join(), fake.Want("c", 2)))
	found := 0
	for seed := range uint64(8) {
		spec := execution.Spec{Test: "TestX", Seed: seed, Index: 5}
		r, err := Search(t.Context(), lab, spec, Limits{Bound: 1, OneSeed: true})
		if err != nil || r.Extent != Sampled || r.Why != "" {
			t.Errorf("seed %d: %+v, %v; want a search to its end that says nothing of all schedules", seed, r, err)
		}
		for _, f := range r.Found {
			if found++; f.Preemptions != 1 || f.Spec.Index != 5 {
				t.Errorf("seed %d: %d preemptions in execution %d, want 1 in 5", seed, f.Preemptions, f.Spec.Index)
			}
		}
		if r, err = Search(t.Context(), lab, spec, Limits{Bound: 1}); err != nil || r.Why == "" || r.Executions > batch {
			t.Errorf("seed %d: %+v, %v; want it to end at once", seed, r, err)
		}
	}
	if found == 0 {
		t.Error("nothing was found with any seed")
	}
}

func TestEstimate(t *testing.T) {
	for _, tt := range []struct {
		name    string
		program []fake.Op
		classes float64
	}{
		{"2 x 5 adds", repeat(2, fake.Go(repeat(5, fake.Add("x", 1))...)), 252},
		{"3 x 3 adds", repeat(3, fake.Go(repeat(3, fake.Add("x", 1))...)), 1680},
		{"disjoint", []fake.Op{fake.Go(fake.Add("x", 1)), fake.Go(fake.Add("y", 1))}, 1},
	} {
		size, err := Estimate(t.Context(), fake.New(tt.program...), execution.Spec{Test: "TestX"}, 50, nil, nil)
		if err != nil || size.Classes > 8*tt.classes || size.Classes < tt.classes/8 || size.Schedules < size.Classes {
			t.Errorf("%s: %+v, %v, want about %v classes", tt.name, size, err, tt.classes)
		}
		t.Logf("%s: %+v", tt.name, size)
	}
}
