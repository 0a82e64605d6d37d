package shrink

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/explore/exhaust"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A fataler is a test of either kind.
type fataler interface{ Fatal(args ...any) }

// failing returns the first schedule of a program, of at most n random ones,
// that shows something, as exploration hands it to Shrink.
func failing(t fataler, lab *fake.Lab, spec execution.Spec, n int) (execution.Spec, execution.Outcome, string) {
	spec.Test, spec.Strategy, spec.Leaks = "TestX", sched.Config{Kind: sched.RandomWalk}, true
	for i := range n {
		spec.Index = i + 1
		o, err := lab.Run(context.Background(), spec)
		if err != nil {
			t.Fatal(err)
		}
		if o.Found() {
			spec := explore.ReplaySpec(spec, &o)
			return spec, o, finding.Identity(explore.FromOutcome(o)[0])
		}
	}
	return spec, execution.Outcome{}, ""
}

// fewestOf is the number of preemptions of the cheapest schedule with the
// finding, -1 if there is none up to the bound.
func fewestOf(t fataler, lab *fake.Lab, spec execution.Spec, identity string, bound int) int {
	spec.Script, spec.Strategy = nil, sched.Config{}
	r, err := exhaust.Search(context.Background(), lab, spec, exhaust.Limits{Bound: bound})
	if err != nil {
		t.Fatal(err)
	}
	best := -1
	for _, f := range r.Found {
		for _, g := range explore.FromOutcome(f.Outcome) {
			if finding.Identity(g) == identity && (best < 0 || f.Preemptions < best) {
				best = f.Preemptions
			}
		}
	}
	return best
}

var twice = fake.Program{
	fake.Go(fake.Load("x"), fake.If(1, fake.Load("y"), fake.If(2, fake.Panic("seen")))),
	fake.Store("x", 1), fake.Add("z", 1), fake.Store("x", 1), fake.Store("y", 1)}

func TestPreemptionsAreTheFewest(t *testing.T) {
	for _, tt := range []struct {
		name    string
		program fake.Program
		want    int
		turns   int // of the result: the places where it leaves the default schedule
	}{
		{"lost update", fake.LostUpdate(), 1, 1},
		{"AB-BA", fake.ABBA(), 1, 1},
		{"a value and back", twice, 2, 2},
		{"leak", fake.Leaky(), 0, 0},
		{"the default schedule fails", fake.Program{fake.Go(fake.Store("x", 1)), fake.Join(), fake.Load("x"), fake.If(1, fake.Panic("seen"))}, 0, 0},
		{"the order of starts alone", fake.Program{fake.Go(fake.Store("x", 1)), fake.Go(fake.Load("x"), fake.If(0, fake.Panic("first"))), fake.Join()}, 0, 1},
		{"the process ends", fake.Program{fake.Go(fake.Store("x", 1)), fake.Load("x"), fake.If(1, fake.Exit())}, 1, 1},
		{"unlock of an unlocked mutex", fake.Program{fake.Go(fake.Lock("m"), fake.Yield()), fake.Unlock("m")}, 0, 0},
	} {
		lab := fake.New(tt.program...)
		spec, out, id := failing(t, lab, execution.Spec{}, 500)
		if id == "" {
			t.Errorf("%s: nothing was found", tt.name)
			continue
		}
		r, err := Shrink(t.Context(), lab, spec, out, id, Config{})
		if err != nil || r.Note != "" {
			t.Errorf("%s: %v %s", tt.name, err, r.Note)
		}
		if n := len(r.Why.Switches); n != tt.want || !r.Why.Minimal {
			t.Errorf("%s: %d preemptions, minimal: %v; want %d\n%v", tt.name, n, r.Why.Minimal, tt.want, r.Why.Lines(r.Outcome.Trace))
		}
		if len(r.Turns) != tt.turns {
			t.Errorf("%s: it leaves the default schedule at %v, want %d turns", tt.name, r.Turns, tt.turns)
		}
		for _, s := range r.Why.Switches {
			if s.Without != "the test passes" {
				t.Errorf("%s: without the switch at %d %q, want that it passes", tt.name, s.Event, s.Without)
			}
		}
		explained, err := Explain(t.Context(), lab, r.Spec, r.Outcome, id, Config{})
		if diff := cmp.Diff(r.Why.Switches, explained.Switches); diff != "" || err != nil || explained.Shrunk {
			t.Errorf("%s: explained alone %v, %v:\n%s", tt.name, explained.Lines(r.Outcome.Trace), err, diff)
		}
		t.Logf("%s: %d executions: %v", tt.name, r.Why.Executions, r.Spec.Script)
	}
}

// programs draws small programs with two or three goroutines.
func programs(t *rapid.T) fake.Program {
	objects := rapid.SampledFrom([]string{"x", "y"})
	op := func(t *rapid.T) fake.Op {
		o := objects.Draw(t, "object")
		switch rapid.IntRange(0, 6).Draw(t, "op") {
		case 0:
			return fake.Load(o)
		case 1:
			return fake.Store(o, 1)
		case 2:
			return fake.Add(o, 1)
		case 3:
			return fake.Yield()
		case 4:
			return fake.Lock("m" + o)
		case 5:
			return fake.Unlock("m" + o)
		default:
			return fake.If(rapid.IntRange(0, 2).Draw(t, "n"), fake.Add(o, 2))
		}
	}
	ops := rapid.SliceOfN(rapid.Custom(op), 1, 4)
	var p fake.Program
	for range rapid.IntRange(1, 2).Draw(t, "goroutines") {
		p = append(p, fake.Go(ops.Draw(t, "body")...))
	}
	p = append(p, ops.Draw(t, "main")...)
	return append(p, fake.Join(), fake.Want("x", rapid.IntRange(0, 3).Draw(t, "want")))
}

// TestMinimalMeansMinimal compares with a search of all schedules.
func TestMinimalMeansMinimal(t *testing.T) {
	shrunk, proved := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		lab := fake.New(programs(t)...)
		spec, out, id := failing(t, lab, execution.Spec{Seed: 1}, 20)
		if id == "" {
			return
		}
		r, err := Shrink(context.Background(), lab, spec, out, id, Config{Steps: 2_000_000})
		if err != nil || r.Note != "" {
			t.Fatalf("%v %s", err, r.Note)
		}
		shrunk++
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
	t.Logf("%d shrunk, %d proved minimal", shrunk, proved)
}

// ticking is a clock on which some time passes whenever it is looked at.
func ticking(d time.Duration) func() time.Time {
	now := time.Unix(1000, 0)
	return func() time.Time { now = now.Add(d); return now }
}

// A counter notes how many executions each batch was to have.
type counter struct {
	*fake.Lab
	batches []int
}

func (c *counter) RunBatch(ctx context.Context, spec execution.Spec, n int) (execution.Batch, error) {
	c.batches = append(c.batches, n)
	return c.Lab.RunBatch(ctx, spec, n)
}

// A slow test has as much of its schedule made simpler as there is time for, and
// there is time left for the last replay.
func TestTimeIsKept(t *testing.T) {
	for _, tt := range []struct {
		reason string
		time   time.Duration
		shrunk bool
		cut    bool
	}{
		{"not one execution", time.Second, false, true},
		{"some", 40 * time.Second, true, true},
		{"all that it takes", time.Hour, true, false},
	} {
		lab := fake.New(slices.Concat(twice, slices.Repeat(fake.Program{fake.Yield()}, 20))...)
		spec, out, id := failing(t, lab, execution.Spec{}, 2000)
		if id == "" {
			t.Fatal("nothing was found")
		}
		var mu sync.Mutex
		now := time.Unix(1000, 0)
		begin := now
		lab.Before = func(execution.Spec) {
			mu.Lock()
			defer mu.Unlock()
			now = now.Add(2 * time.Second)
		}
		asked := &counter{Lab: lab}
		r, err := Shrink(t.Context(), asked, spec, out, id, Config{Time: tt.time, Now: func() time.Time { mu.Lock(); defer mu.Unlock(); return now }})
		if err != nil || r.Why.Shrunk != tt.shrunk || r.Cut != tt.cut {
			t.Errorf("%s: %v, shrunk %v, cut %v", tt.reason, err, r.Why.Shrunk, r.Cut)
		}
		if n := asked.batches; len(n) > 0 && slices.Max(n) > 1 {
			t.Errorf("%s: batches of %v executions, want one at a time where each takes seconds", tt.reason, n)
		}
		if took := now.Sub(begin); took > max(tt.time, 4*time.Second) {
			t.Errorf("%s: it took %v, with %v to spend", tt.reason, took, tt.time)
		}
	}
}

// An execution that has a process of its own is asked for alone.
func TestIsolatedCandidates(t *testing.T) {
	lab := fake.New(fake.Program{fake.Load("process.n"), fake.Store("process.n", 1), fake.Load("process.n"), fake.If(2, fake.Panic("registered twice")), fake.Set(0)}...)
	lab.Programs["TestX"] = slices.Concat(lab.Programs["TestX"], fake.LostUpdate())
	spec, out, id := failing(t, lab, execution.Spec{Isolated: true}, 500)
	asked := &counter{Lab: lab}
	r, err := Shrink(t.Context(), asked, spec, out, id, Config{})
	if err != nil || !r.Why.Shrunk || !r.Spec.Isolated || r.Note != "" || slices.Max(asked.batches) > 1 {
		t.Errorf("%v, %q, %+v, batches of %v; want an isolated schedule that is shrunk, one execution at a time", err, r.Note, r.Why, asked.batches)
	}
}

// TestBounds stops shrinking early in several ways; what comes out shows the
// finding in each.
func TestBounds(t *testing.T) {
	lab := fake.New(fake.LostUpdate()...)
	spec, out, id := failing(t, lab, execution.Spec{}, 500)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for _, tt := range []struct {
		name string
		ctx  context.Context
		cfg  Config
		note string
		cut  bool
		err  error
	}{
		{"no steps", t.Context(), Config{Steps: 1}, "not simplified: the budget is used up", false, nil},
		{"a few", t.Context(), Config{Steps: 8 * overhead}, "", false, nil},
		{"no time", t.Context(), Config{Time: 1, Now: ticking(1)}, "", true, nil},
		{"interrupted", ended, Config{}, "", false, context.Canceled},
	} {
		r, err := Shrink(tt.ctx, lab, spec, out, id, tt.cfg)
		if !errors.Is(err, tt.err) || r.Note != tt.note || r.Why == nil || r.Cut != tt.cut {
			t.Errorf("%s: %v, note %q, cut %v; want %v, %q, %v", tt.name, err, r.Note, r.Cut, tt.err, tt.note, tt.cut)
		}
		again, err := lab.Fresh(t.Context(), r.Spec)
		if err != nil || finding.Identity(explore.FromOutcome(again)[0]) != id {
			t.Errorf("%s: the result shows %+v, %v", tt.name, again, err)
		}
	}
}

// TestInterruptKeepsTheBest ends the context in the middle.
func TestInterruptKeepsTheBest(t *testing.T) {
	lab := fake.New(fake.LostUpdate()...)
	spec, out, id := failing(t, lab, execution.Spec{}, 500)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var runs atomic.Int32
	lab.Before = func(execution.Spec) {
		if runs.Add(1) == 8 {
			cancel()
		}
	}
	r, err := Shrink(ctx, lab, spec, out, id, Config{})
	if !errors.Is(err, context.Canceled) || !r.Why.Shrunk || r.Outcome.Switches >= out.Switches && len(r.Why.Switches) > 1 {
		t.Errorf("%v: %+v of %d preemptions, want fewer than %d", err, r.Why, r.Outcome.Switches, out.Switches)
	}
}

// TestStateOfTheProcess shrinks what only a new process shows.
func TestStateOfTheProcess(t *testing.T) {
	lab := fake.New(fake.Load("process.n"), fake.Store("process.n", 1), fake.Load("process.n"), fake.If(2, fake.Panic("second run")))
	spec, out, id := execution.Spec{Test: "TestX", Index: 1, Trace: true}, execution.Outcome{}, ""
	out, err := lab.Fresh(t.Context(), spec)
	if err != nil || !out.Found() {
		t.Fatalf("%+v, %v, want the panic of the second run", out, err)
	}
	id = finding.Identity(explore.FromOutcome(out)[0])
	for range 3 {
		lab.Run(t.Context(), spec) // the other processes are past it
	}
	r, err := Shrink(t.Context(), lab, explore.ReplaySpec(spec, &out), out, id, Config{})
	if want := "not simplified: the schedule does not show the finding in a process that has run others"; err != nil || r.Note != want || r.Why.Shrunk {
		t.Errorf("%v, note %q, want %q", err, r.Note, want)
	}
	if _, err := Shrink(t.Context(), lab, r.Spec, out, "0123456789abcdef", Config{}); err == nil || err.Error() != "the schedule does not show the finding 0123456789abcdef" {
		t.Errorf("another identity: %v", err)
	}
}

// shrinkerOf is a shrinker whose best schedule is the one that was found.
func shrinkerOf(t *testing.T, program fake.Program) *shrinker {
	lab := fake.New(program...)
	spec, out, id := failing(t, lab, execution.Spec{}, 500)
	s := newShrinker(lab, spec, &out, id, Config{})
	s.take(allTurns(out.Trace, false), &out)
	return s
}

// TestFewestAlone searches without what other steps have left out before.
func TestFewestAlone(t *testing.T) {
	for _, tt := range []struct {
		program fake.Program
		want    int
	}{
		{fake.LostUpdate(), 1},
		{twice, 2},
		{fake.Program{fake.Go(fake.Yield(), fake.Load("x"), fake.If(1, fake.Load("y"), fake.If(2, fake.Panic("seen")))), fake.Go(fake.Add("z", 1)),
			fake.Store("x", 1), fake.Add("z", 1), fake.Store("x", 1), fake.Store("y", 1), fake.Store("y", 1)}, 2},
	} {
		s := shrinkerOf(t, tt.program)
		s.out.Switches = max(s.out.Switches, tt.want+1)
		complete, err := s.fewest(t.Context())
		if err != nil || !complete || s.out.Switches != tt.want || s.out.Switches != fewestOf(t, s.lab.(*fake.Lab), s.spec, s.identity, tt.want) {
			t.Errorf("%d preemptions, complete: %v, %v; want %d", s.out.Switches, complete, err, tt.want)
		}
	}
}

// TestDelay stops a goroutine long before the step that matters.
func TestDelay(t *testing.T) {
	slow := fake.Go(fake.Load("c"), fake.Lock("m"), fake.Unlock("m"), fake.Store("c", 1))
	s := shrinkerOf(t, fake.Program{slow, fake.Go(fake.Load("c"), fake.Store("c", 1)), fake.Join(), fake.Want("c", 2)})
	early := []sched.Turn{{After: 2, Nth: 2, To: 3}}
	o, err := s.trace(t.Context(), early)
	if err != nil || !s.shows(o) {
		t.Fatalf("%+v, %v, want the finding", o, err)
	}
	s.take(early, o)
	if err := s.delay(t.Context()); err != nil {
		t.Fatal(err)
	}
	if want := []sched.Turn{{After: 2, Nth: 4, To: 3}}; !slices.Equal(s.turns, want) {
		t.Errorf("turns %v, want %v: right before the store", s.turns, want)
	}
}

// TestOnlyWhatReplaysIsKept shrinks a finding that executions show by
// themselves once their process has run others.
func TestOnlyWhatReplaysIsKept(t *testing.T) {
	program := fake.Program{fake.Load("process.n"), fake.Store("process.n", 1)}
	for n := 2; n < 60; n++ {
		program = append(program, fake.If(n, fake.Add("x", 1)))
	}
	program = append(program,
		fake.Go(fake.Load("a"), fake.If(1, fake.Add("x", 1))),
		fake.Set(0), fake.Store("a", 1), fake.Store("a", 0), fake.Set(0), fake.Store("a", 0),
		fake.Join(), fake.Want("x", 0))
	lab := fake.New(program...)
	spec := execution.Spec{Test: "TestX", Strategy: sched.Config{Kind: sched.RandomWalk}, Trace: true}
	var out execution.Outcome
	for spec.Index = 1; !out.Found(); spec.Index++ {
		var err error
		if out, err = lab.Fresh(t.Context(), spec); err != nil || spec.Index > 500 {
			t.Fatalf("%v, nothing in 500 schedules", err)
		}
	}
	id := finding.Identity(explore.FromOutcome(out)[0])
	r, err := Shrink(t.Context(), lab, explore.ReplaySpec(spec, &out), out, id, Config{})
	if want := "not simplified: the simplest schedule does not show the finding in a fresh process"; err != nil || r.Note != want || r.Why.Shrunk {
		t.Errorf("%v, note %q, want %q", err, r.Note, want)
	}
	if r.Outcome.Hash != out.Hash {
		t.Error("the schedule that was found is lost")
	}
}

// planless is a laboratory that follows scripts and no plans.
type planless struct{ *fake.Lab }

func (p planless) RunBatch(ctx context.Context, spec execution.Spec, n int) (execution.Batch, error) {
	spec.Plans = make([]execution.Plan, n)
	return p.Lab.RunBatch(ctx, spec, n)
}

// That the process is why a schedule was not shrunk is said only if it is.
func TestReasonIsTheTrueOne(t *testing.T) {
	lab := fake.New(fake.LostUpdate()...)
	spec, out, id := failing(t, lab, execution.Spec{}, 500)
	r, err := Shrink(t.Context(), planless{lab}, spec, out, id, Config{})
	if want := "not simplified: as differences from the default schedule it does not show the finding"; err != nil || r.Note != want {
		t.Errorf("%v, note %q, want %q", err, r.Note, want)
	}
}
