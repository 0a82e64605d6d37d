package shrink

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/explore/exhaust"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// searched returns the last schedule with a finding that an exhaustive search comes
// to, as exploration hands it to Shrink.
func searched(t fataler, lab *fake.Lab) (execution.Spec, execution.Outcome, string) {
	spec := execution.Spec{Test: "TestX", Seed: 1, Leaks: true}
	r, err := exhaust.Search(context.Background(), lab, spec, exhaust.Limits{Bound: exhaust.All, Executions: 500})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Found) == 0 {
		return spec, execution.Outcome{}, ""
	}
	f := r.Found[len(r.Found)-1]
	spec = explore.ReplaySpec(f.Spec, &f.Outcome)
	o, err := lab.Fresh(context.Background(), spec)
	if err != nil || o.Hash != f.Outcome.Hash {
		t.Fatal("the search's schedule does not replay", err)
	}
	return spec, o, finding.Identity(explore.FromOutcome(o)[0])
}

// What the search has found is shrunk with what it has decided: no other schedule
// need show it.
func TestWays(t *testing.T) {
	fill := func(chs ...string) (all []fake.Op) {
		for _, ch := range chs {
			all = append(all, fake.Send(ch, 2))
		}
		return all
	}
	seen := fake.If(1, fake.Panic("seen"))
	for _, tt := range []struct {
		name        string
		program     fake.Program
		ways        int
		preemptions int
	}{
		{"the second case", slices.Concat(fill("a", "b"), fake.Program{fake.Select("a", "b"), seen}), 1, 0},
		{"twice", slices.Concat(fill("a", "b", "a", "b"), fake.Program{fake.Select("a", "b"), fake.If(1, fake.Select("a", "b"), seen)}), 2, 0},
		{"one of two", slices.Concat(fill("a", "a", "b", "b"), fake.Program{fake.Select("a", "b"), fake.Set(0), fake.Select("a", "b"), seen}), 1, 0},
		{"between two steps", slices.Concat(fill("a", "b"), fake.Program{
			fake.Go(fake.Select("a", "b"), fake.If(1, fake.Load("x"), fake.If(1, fake.Panic("seen")))),
			fake.Store("x", 1), fake.Set(0), fake.Store("x", 0), fake.Join()}), 1, 1},
		{"no way", fake.LostUpdate(), 0, 1},
	} {
		lab := fake.New(tt.program...)
		spec, out, id := searched(t, lab)
		if id == "" {
			t.Errorf("%s: nothing was found", tt.name)
			continue
		}
		r, err := Shrink(t.Context(), lab, spec, out, id, Config{})
		if err != nil || r.Note != "" || !r.Why.Shrunk || !r.Why.Minimal || !r.Spec.Wide {
			t.Errorf("%s: %v, %q, %+v, wide %v", tt.name, err, r.Note, r.Why, r.Spec.Wide)
		}
		if n := len(waysOf(r.Turns)); n != tt.ways || len(r.Why.Switches) != tt.preemptions {
			t.Errorf("%s: %d ways and %d preemptions are left, want %d and %d: %v", tt.name, n, len(r.Why.Switches), tt.ways, tt.preemptions, r.Turns)
		}
		for _, s := range r.Why.Switches {
			if s.Without != "the test passes" {
				t.Errorf("%s: without the switch at %d %q, want that it passes", tt.name, s.Event, s.Without)
			}
		}
		again, err := lab.Fresh(t.Context(), r.Spec)
		if err != nil || again.Hash != r.Outcome.Hash || again.DivergedAt != 0 {
			t.Errorf("%s: the result does not replay: %+v, %v", tt.name, again, err)
		}
	}
}

// TestWideMinimalMeansMinimal compares with a search of all schedules.
func TestWideMinimalMeansMinimal(t *testing.T) {
	shrunk, proved, ways := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		program := slices.Concat(fake.Program{fake.Send("a", 2), fake.Send("b", 2), fake.Send("b", 2)}, programs(t))
		program[3] = fake.Go(fake.Select("a", "b"), fake.If(1, fake.Add("x", 1)), fake.Select("b", "a"), fake.If(1, fake.Add("x", 1)))
		lab := fake.New(program...)
		spec, out, id := searched(t, lab)
		if id == "" {
			return
		}
		r, err := Shrink(context.Background(), lab, spec, out, id, Config{Steps: 2_000_000})
		if err != nil || r.Note != "" {
			t.Fatalf("%v %s", err, r.Note)
		}
		shrunk++
		ways += len(waysOf(r.Turns))
		again, err := lab.Fresh(context.Background(), r.Spec)
		if err != nil || again.Hash != r.Outcome.Hash || again.DivergedAt != 0 {
			t.Fatalf("the result does not replay: %+v, %v", again, err)
		}
		if !r.Why.Minimal {
			return
		}
		proved++
		got := len(r.Why.Switches)
		if want := fewestOf(t, lab, spec, id, got); want != got {
			t.Fatalf("%d preemptions are said to be the fewest; the search found %d", got, want)
		}
	})
	if shrunk == 0 || ways == 0 {
		t.Errorf("%d shrunk, %d ways are left: nothing was tried", shrunk, ways)
	}
	t.Logf("%d shrunk, %d proved minimal, %d ways left", shrunk, proved, ways)
}

// TestFewestFindsWays searches for a schedule that goes to a goroutine right when
// its select could take another way.
func TestFewestFindsWays(t *testing.T) {
	lab := fake.New(fake.Send("a", 1),
		fake.Go(fake.Load("y"), fake.If(0, fake.Select("a", "b"), fake.If(1, fake.Panic("seen")))),
		fake.Go(fake.Store("y", 1), fake.Send("b", 1), fake.Recv("b")), fake.Join())
	spec, out, id := searched(t, lab)
	s := newShrinker(lab, spec, &out, id, Config{})
	s.out = &execution.Outcome{Switches: 3}
	complete, err := s.fewest(t.Context())
	if err != nil || !complete || s.out.Switches != 2 || len(waysOf(s.turns)) != 1 || fewestOf(t, lab, spec, id, 3) != 2 {
		t.Errorf("%d preemptions at %v, complete: %v, %v; want 2 and a way", s.out.Switches, s.turns, complete, err)
	}
}
