package exhaust

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A census is what there is to find in a program.
type census struct {
	classes  map[string]int // how often each came up
	findings map[string]bool
	costs    map[int]int // schedules by preemptions
	cheapest int         // preemptions of the cheapest finding; -1 is none
}

func newCensus() *census {
	return &census{map[string]int{}, map[string]bool{}, map[int]int{}, -1}
}

func (c *census) add(r *run) {
	if slices.ContainsFunc(r.steps, func(s step) bool { return s.Op == sched.OpResume }) {
		panic("a step does not say in what its goroutine went on")
	}
	c.classes[r.key()]++
	cost := r.cost(len(r.steps))
	c.costs[cost]++
	if o := &r.outcome; o.Found() {
		c.findings[fmt.Sprint(o.Status, o.Message, o.Culprit, o.Leaked)] = true
		if c.cheapest < 0 || cost < c.cheapest {
			c.cheapest = cost
		}
	}
}

// brute runs every schedule; nil if there are more than most.
func brute(t *testing.T, exec execution.Executor, spec execution.Spec, most int) *census {
	c := newCensus()
	for todo := [][]uint32{nil}; len(todo) > 0; most-- {
		if most == 0 {
			return nil
		}
		script := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		r, err := execute(t.Context(), exec, spec, script)
		if err != nil {
			t.Fatal(err)
		}
		c.add(r)
		for i := len(script); i < len(r.steps); i++ {
			for _, e := range r.steps[i].enabled {
				if e.Task != r.steps[i].Task {
					todo = append(todo, append(r.script(i), e.Task))
				}
			}
		}
	}
	return c
}

// programs draws small programs in which everything can go wrong.
func programs() *rapid.Generator[[]fake.Op] {
	ops := map[string]func(string, []fake.Op) []fake.Op{}
	one := func(f func(string) fake.Op) func(string, []fake.Op) []fake.Op {
		return func(v string, rest []fake.Op) []fake.Op { return append([]fake.Op{f(v)}, rest...) }
	}
	ops["load"] = one(fake.Load)
	ops["store"] = one(func(v string) fake.Op { return fake.Store(v, 1) })
	ops["add"] = one(func(v string) fake.Op { return fake.Add(v, 1) })
	ops["read"] = one(fake.Read)
	ops["write"] = one(func(v string) fake.Op { return fake.Write(v, 1) })
	ops["trylock"] = one(func(v string) fake.Op { return fake.TryLock("m" + v) })
	ops["lock"] = one(func(v string) fake.Op { return fake.Lock("m" + v) })
	ops["unlock"] = one(func(v string) fake.Op { return fake.Unlock("m" + v) })
	ops["send"] = one(func(v string) fake.Op { return fake.Send("c"+v, 1) })
	ops["receive"] = one(func(v string) fake.Op { return fake.Recv("c" + v) })
	ops["wait"] = one(func(v string) fake.Op { return fake.Wait("w"+v, 1) })
	ops["yield"] = one(func(string) fake.Op { return fake.Yield() })
	ops["if"] = func(_ string, rest []fake.Op) []fake.Op { return []fake.Op{fake.If(1, rest...)} }
	ops["panic"] = func(v string, rest []fake.Op) []fake.Op { return append(rest, fake.If(1, fake.Panic(v))) }
	ops["section"] = func(v string, rest []fake.Op) []fake.Op {
		return append(append([]fake.Op{fake.Lock("m" + v)}, rest...), fake.Unlock("m"+v))
	}
	ops["want"] = func(v string, rest []fake.Op) []fake.Op { return append(rest, fake.Want(v, 1)) }
	ops["go"] = func(v string, rest []fake.Op) []fake.Op { return append([]fake.Op{fake.Go(fake.Add(v, 1))}, rest...) }
	names := append(slices.Sorted(maps.Keys(ops)), "done")
	return rapid.Custom(func(t *rapid.T) []fake.Op {
		kind := rapid.SampledFrom([][]string{names, {"load", "store", "add", "want", "panic"}, {"section", "lock", "trylock", "add", "if"}, {"send", "receive", "store", "if"}}).Draw(t, "kind")
		body := func(least, most int) []fake.Op {
			var out []fake.Op
			for range rapid.IntRange(least, most).Draw(t, "length") {
				out = ops[rapid.SampledFrom(kind).Draw(t, "op")](rapid.SampledFrom([]string{"x", "x", "x", "y"}).Draw(t, "object"), out)
			}
			return out
		}
		done := map[string]bool{} // once more would be a panic
		ops["done"] = one(func(v string) fake.Op {
			if done[v] {
				return fake.Yield()
			}
			done[v] = true
			return fake.Done("w" + v)
		})
		bodies := [][]fake.Op{body(2, 4)}
		if rapid.IntRange(0, 2).Draw(t, "third") == 0 {
			bodies = append(bodies, body(1, 2))
		}
		var p []fake.Op
		join := rapid.IntRange(0, 4).Draw(t, "join") == 0
		for _, b := range bodies {
			if join {
				b = append(b, fake.Done("join"))
			}
			p = append(p, fake.Go(b...))
		}
		if join {
			p = append(p, fake.Wait("join", len(bodies)))
		}
		return append(p, body(2, 3)...)
	})
}

func everySite() []uint32 {
	var sites []uint32
	for pc := range uint32(64) {
		sites = append(sites, pc+1)
	}
	return sites
}

// reduced explores one schedule of each class.
func reduced(t *testing.T, exec execution.Executor, spec execution.Spec) (c *census, executions int) {
	c = newCensus()
	s := &search{exec: exec, spec: spec, limits: Limits{Bound: All}, classes: map[string]bool{}, each: c.add}
	if err := s.reduce(t.Context()); err != nil {
		t.Fatal(err)
	}
	return c, s.Executions
}

// same says how what was explored differs from what there is.
func (c *census) same(t *testing.T, what string, want *census, executions int) {
	for class, n := range c.classes {
		if n != 1 || want.classes[class] == 0 {
			t.Errorf("%s: one class seen %d times; in brute force %d times", what, n, want.classes[class])
		}
	}
	if len(c.classes) != len(want.classes) || !maps.Equal(c.findings, want.findings) || executions != len(c.classes) {
		t.Errorf("%s: %d classes with findings %v in %d executions, brute force has %d with %v", what, len(c.classes), c.findings, executions, len(want.classes), want.findings)
	}
}

// TestNothingIsMissedAndNothingSeenTwice compares with brute force.
func TestNothingIsMissedAndNothingSeenTwice(t *testing.T) {
	programsWanted, leastClasses, leastFindings := 200, 900, 140
	if testing.Short() {
		programsWanted, leastClasses, leastFindings = 40, 180, 28
	}
	generator := programs()
	spec := execution.Spec{Test: "TestX", Sites: everySite(), Leaks: true}
	compared, classes, wrong := 0, 0, 0
	for seed := 1; compared < programsWanted; seed++ {
		lab := fake.New(generator.Example(seed)...)
		want := brute(t, lab, spec, 400)
		if want == nil || len(want.classes) < 3 && seed%4 != 0 {
			continue
		}
		compared++
		got, executions := reduced(t, lab, spec)
		got.same(t, fmt.Sprintf("program %d", seed), want, executions)
		classes, wrong = classes+len(got.classes), wrong+len(want.findings)
	}
	t.Logf("%d programs, %d classes, %d kinds of findings", compared, classes, wrong)
	if classes < leastClasses || wrong < leastFindings {
		t.Errorf("only %d classes and %d findings: the programs show too little", classes, wrong)
	}
}

// Small programs in which what a step does depends on what came before.
func TestStepsThatChangeTheirEffect(t *testing.T) {
	for _, tt := range []struct {
		reason  string
		program fake.Program
	}{
		{"who unlocks first ends the process, whatever others were about to do",
			fake.Program{fake.Go(fake.Go(fake.Add("x", 1)), fake.Lock("m")), fake.Unlock("m")}},
		{"a lock averts the end, and a third goroutine has nothing to do with either",
			fake.Program{fake.Go(fake.Load("y"), fake.Lock("m"), fake.Unlock("m")), fake.Go(fake.Load("z")), fake.Unlock("m"), fake.Lock("m")}},
		{"the panic waits for no other, but who comes first averts it",
			fake.Program{fake.Go(fake.Add("x", 1), fake.If(1, fake.Panic("first"))), fake.Go(fake.Add("y", 1), fake.Add("x", 1)), fake.Load("x"), fake.Add("x", 1)}},
		{"a lock cannot come before a TryLock by who holds it",
			fake.Program{fake.Go(fake.Lock("m")), fake.Go(fake.Lock("m"), fake.Unlock("m")), fake.Lock("m"), fake.TryLock("m"), fake.Unlock("m")}},
		{"on which word the third goroutine acts is not known where its step is left to others",
			fake.Program{fake.Go(fake.Yield(), fake.Add("x", 1), fake.Load("x"), fake.Store("y", 1)), fake.Go(fake.Add("y", 1)), fake.Add("x", 1)}},
		{"two locks are in order only by what a third goroutine did between",
			fake.Program{fake.Go(fake.Add("z", 1), fake.Lock("n")), fake.Go(fake.Lock("m"), fake.Unlock("m")), fake.Lock("m"), fake.TryLock("n"), fake.Unlock("m")}},
	} {
		spec := execution.Spec{Test: "TestX", Leaks: true}
		lab := fake.New(tt.program...)
		want := brute(t, lab, spec, 20_000)
		got, executions := reduced(t, lab, spec)
		got.same(t, tt.reason, want, executions)
	}
}
