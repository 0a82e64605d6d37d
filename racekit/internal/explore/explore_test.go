package explore

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func base() execution.Spec {
	return execution.Spec{Test: "TestX", Seed: 1, Leaks: true, MaxSteps: 10_000}
}

func explore(t *testing.T, lab *fake.Lab, cfg Config) Result {
	t.Helper()
	if cfg.Base.Test == "" {
		cfg.Base = base()
	}
	res, err := Explore(t.Context(), lab, cfg, nil)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func TestExplore(t *testing.T) {
	add := []fake.Op{fake.Load("c"), fake.Store("c", 1)}
	for _, tt := range []struct {
		name    string
		program fake.Program
		kinds   []finding.Kind
		first   execution.Status
		count   int // executions; 0 is fewer than all
		why     Reason
		reason  string
	}{
		{"lost update", fake.LostUpdate(), []finding.Kind{finding.TestFailure}, execution.Passed, 0, Enough, "found soon"},
		{"lost write", fake.LostWrite(), []finding.Kind{finding.TestFailure}, execution.Passed, 0, Enough, "found once the sites are learnt"},
		{"counter", fake.Counter(), nil, execution.Passed, 300, Completed, "it is correct"},
		{"AB-BA", fake.ABBA(), []finding.Kind{finding.DeadlockKind}, execution.Passed, 0, Enough, "found soon"},
		{"leak", fake.Leaky(), []finding.Kind{finding.Leak}, execution.Passed, 0, Enough, "found soon"},
		{"always", fake.Program{fake.Panic("boom")}, []finding.Kind{finding.Panic}, execution.Panicked, 1, Enough, "the default schedule shows it"},
		{"exit", fake.Program{fake.Go(add...), fake.Go(add...), fake.Join(), fake.Load("c"), fake.If(1, fake.Exit())}, []finding.Kind{finding.Exit}, execution.Passed, 0, Enough, "the process ends"},
		{"skip", fake.Program{fake.Skip()}, nil, execution.Skipped, 1, NotRun, "nothing to explore"},
		{"limit", fake.Program{fake.Log("==12==ERROR: ThreadSanitizer failed to allocate 0x1000 bytes"), fake.Exit()}, nil, execution.Crashed, 300, Completed, "a limit of the tools is no finding"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			lab := fake.New(tt.program...)
			res := explore(t, lab, Config{N: 300})
			var kinds []finding.Kind
			for _, f := range res.Findings {
				kinds = append(kinds, f.Kind)
				if f.Verdict != Replayable {
					t.Errorf("%s: %s, because of %s; want it to replay exactly", f.Kind, f.Verdict, f.Cause)
				}
				again, err := lab.Fresh(t.Context(), f.Spec)
				if err != nil || again.Hash != f.Outcome.Hash || again.Status != f.Outcome.Status {
					t.Errorf("%s: replay %+v, %v, want %+v", f.Kind, again, err, f.Outcome)
				}
			}
			if !slices.Equal(kinds, tt.kinds) || res.Reason != tt.why || res.First.Status != tt.first {
				t.Errorf("%s: findings %v, reason %d, default schedule %d; want %v, %d, %d", tt.reason, kinds, res.Reason, res.First.Status, tt.kinds, tt.why, tt.first)
			}
			if tt.count != 0 && res.Executions != tt.count || tt.count == 0 && res.Executions > 100 {
				t.Errorf("%s: %d executions, want %d (0: at most 100)", tt.reason, res.Executions, tt.count)
			}
			if (tt.name == "limit") != (res.Limited > 0) {
				t.Errorf("%d executions were limited", res.Limited)
			}
		})
	}
}

// twoBugs loses updates and may deadlock.
func twoBugs() fake.Program {
	add := []fake.Op{fake.Load("c"), fake.Store("c", 1)}
	return slices.Concat(fake.Program{fake.Go(add...), fake.Go(add...), fake.Join(), fake.Want("c", 2)}, fake.ABBA())
}

func TestKeepGoingFindsTheOthers(t *testing.T) {
	res := explore(t, fake.New(twoBugs()...), Config{N: 200, KeepGoing: true})
	times := map[finding.Kind]int{}
	for _, f := range res.Findings {
		times[f.Kind] += f.Times
	}
	if times[finding.TestFailure] < 2 || times[finding.DeadlockKind] < 2 || res.Executions != 200 || res.Reason != Completed {
		t.Errorf("times by kind %v in %d executions, want several of both in 200", times, res.Executions)
	}
	if res := explore(t, fake.New(twoBugs()...), Config{N: 200, KeepGoing: true, MaxFindings: 1}); len(res.Findings) != 1 || res.Reason != Enough {
		t.Errorf("%d findings, reason %d, want 1 and enough", len(res.Findings), res.Reason)
	}
}

func TestResultsDoNotDependOnParallel(t *testing.T) {
	programs := map[string]fake.Program{
		"two bugs": twoBugs(), "lost write": fake.LostWrite(), "counter": fake.Counter(), "AB-BA": fake.ABBA(), "leak": fake.Leaky(),
		"third time lucky": {fake.Load("process.n"), fake.Store("process.n", 1), fake.Load("process.n"), fake.If(2, fake.Panic("second run"))},
	}
	for name, program := range programs {
		for _, keep := range []bool{false, true} {
			type seen struct {
				Result Result
				Events []Event
			}
			var all []seen
			for _, parallel := range []int{1, 4} {
				lab := fake.New(program...)
				if parallel > 1 {
					lab.Before = func(execution.Spec) { time.Sleep(time.Duration(rand.IntN(200)) * time.Microsecond) }
				}
				var s seen
				var err error
				s.Result, err = Explore(t.Context(), lab, Config{Base: base(), N: 300, KeepGoing: keep, Parallel: parallel}, func(e Event) { s.Events = append(s.Events, e) })
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, s)
			}
			if diff := cmp.Diff(all[0], all[1]); diff != "" {
				t.Errorf("%s, keep going %v: 4 workers differ from 1 (-1 +4):\n%s", name, keep, diff)
			}
		}
	}
}

func TestSeedsDiffer(t *testing.T) {
	at := map[int]bool{}
	for seed := range uint64(10) {
		spec := base()
		spec.Seed = seed
		at[explore(t, fake.New(fake.LostUpdate()...), Config{Base: spec, N: 100}).Findings[0].Outcome.Index] = true
	}
	if len(at) < 2 {
		t.Error("ten seeds find the bug in the same execution")
	}
}

func TestRareBugIsFoundByItsStrategy(t *testing.T) {
	for _, kind := range []sched.Kind{sched.RandomWalk, sched.PCT} {
		res := explore(t, fake.New(fake.LostUpdate()...), Config{N: 100, Strategies: []sched.Config{{Kind: kind}}})
		if len(res.Findings) != 1 || res.Findings[0].Strategy.Kind != kind {
			t.Errorf("strategy %d: %d findings", kind, len(res.Findings))
		}
		if kind == sched.PCT && res.Findings[0].Strategy.Steps == 0 {
			t.Error("PCT had no estimate of the number of steps")
		}
	}
}

func TestTestThatCannotRunTwiceInAProcess(t *testing.T) {
	program := fake.Program{fake.Load("process.n"), fake.Store("process.n", 1), fake.Load("process.n"), fake.If(2, fake.Panic("registered twice"))}
	lab := fake.New(program...)
	told := 0
	res, err := Explore(t.Context(), lab, Config{Base: base(), N: 20}, func(e Event) {
		if e.Isolated {
			told++
		}
	})
	if err != nil || !res.Isolated || told == 0 || len(res.Findings) != 0 || res.Executions != 20 {
		t.Errorf("%+v, %v, told %d times; want 20 isolated executions without a finding", res, err, told)
	}
	if lab.Started() != 20+2*secondRuns {
		t.Errorf("%d processes, want %d: one for the first two executions, one for each that is to fail again and that is not to, 19 for the others", lab.Started(), 20+2*secondRuns)
	}
}

// A bug that the first execution in a process hides does not show whatever the
// schedule.
func TestBugOfWarmProcesses(t *testing.T) {
	program := fake.Program{
		fake.Load("process.n"), fake.Store("process.n", 1), fake.Load("process.n"), fake.If(1, fake.Store("ready", 0)),
		fake.Go(fake.Load("ready"), fake.If(0, fake.Panic("too early"))), fake.Go(fake.Set(1), fake.Store("ready", 0)), fake.Join(),
	}
	res := explore(t, fake.New(program...), Config{N: 50})
	if res.Isolated || len(res.Findings) != 1 {
		t.Errorf("isolated: %v, %d findings; want one in the same process", res.Isolated, len(res.Findings))
	}
}

func TestStateCarriedOver(t *testing.T) {
	var program fake.Program
	for range 5 { // fails in the sixth execution of a process
		program = append(program, fake.Yield())
	}
	program = append(program, fake.Load("process.n"), fake.Store("process.n", 1), fake.Load("process.n"), fake.If(6, fake.Panic("full")))
	res := explore(t, fake.New(program...), Config{N: 50})
	if len(res.Findings) != 1 {
		t.Fatalf("%d findings, want 1", len(res.Findings))
	}
	f := res.Findings[0]
	if f.Kind != finding.Panic || f.Verdict != NotRepeated || f.Part == nil || f.Part.Got.Event != nil || f.Part.Want.Event.Op != sched.OpPoint || f.Cause != "" {
		t.Errorf("%s, %s because of %q, parting %+v; want a panic that does not repeat, parting at its last step, and no cause: one execution more or less makes no difference", f.Kind, f.Verdict, f.Cause, f.Part)
	}
	if want := fmt.Sprintf("at step %d one execution ran G1 (point at prog.go:10), the other had ended", f.Part.Step); f.Part.String() != want {
		t.Errorf("parting %q, want %q", f.Part, want)
	}
}

func TestParting(t *testing.T) {
	side := func(change func(*trace.Event)) Side {
		e := trace.Event{Task: 1, Op: sched.OpLock, Ready: 2, Object: 3}
		change(&e)
		return Side{Event: &e, Who: "G1"}
	}
	one := side(func(*trace.Event) {})
	for _, tt := range []struct {
		other Side
		want  string
	}{
		{Side{}, "at step 7 one execution ran G1 (Lock), the other had ended"},
		{side(func(e *trace.Event) { e.Op = sched.OpUnlock }), "at step 7 one execution ran G1 (Lock), the other ran G1 (Unlock)"},
		{side(func(e *trace.Event) { e.Ready = 3 }), "the executions differ from step 7 on, where both ran G1 (Lock): 2 goroutines could run in one, 3 in the other"},
		{side(func(e *trace.Event) { e.Switch = true }), "the executions differ from step 7 on, where both ran G1 (Lock): it was a preemption in one of them"},
		{side(func(e *trace.Event) { e.Object = 4 }), "the executions differ from step 7 on, where both ran G1 (Lock): they act on different objects"},
		{side(func(e *trace.Event) { e.Missed = true }), "the executions differ from step 7 on, where both ran G1 (Lock): the results differ"},
	} {
		if got := (&Parting{Step: 7, Want: one, Got: tt.other}).String(); got != tt.want {
			t.Errorf("%s\nwant\n%s", got, tt.want)
		}
	}
}

func TestNondeterminism(t *testing.T) {
	n := 0
	toggle := func() int { n++; return n % 3 }
	res := explore(t, fake.New(fake.Program{fake.Noise(toggle), fake.If(0, fake.Yield()), fake.If(1, fake.Lock("x")), fake.Panic("boom")}...), Config{N: 30})
	kinds := map[finding.Kind]Verdict{}
	for _, f := range res.Findings {
		kinds[f.Kind] = f.Verdict
	}
	if kinds[finding.Nondeterminism] != Inconsistent || kinds[finding.Panic] != Inconsistent {
		t.Errorf("verdicts %v, want a panic and nondeterminism, both inconsistent", kinds)
	}
	for _, f := range res.Findings {
		if f.Part == nil || f.Part.Step != 3 {
			t.Errorf("%s: parting %+v, want at step 3", f.Kind, f.Part)
		}
	}
}

func TestInterruptKeepsWhatWasFound(t *testing.T) {
	for _, parallel := range []int{1, 4} {
		ctx, cancel := context.WithCancel(t.Context())
		lab := fake.New(twoBugs()...)
		lab.Before = func(s execution.Spec) {
			if s.Index == 90 {
				cancel()
			}
		}
		res, err := Explore(ctx, lab, Config{Base: base(), N: 1000, KeepGoing: true, Parallel: parallel}, nil)
		cancel()
		if !errors.Is(err, context.Canceled) || res.Reason != Interrupted {
			t.Errorf("error %v, reason %d, want canceled and interrupted", err, res.Reason)
		}
		if len(res.Findings) < 2 || res.Executions < 20 || res.Executions > 400 {
			t.Errorf("%d findings in %d executions, want those from before the interrupt", len(res.Findings), res.Executions)
		}
	}
}

func TestInterruptDuringConfirmation(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	lab := fake.New(fake.LostUpdate()...)
	lab.Before = func(s execution.Spec) {
		if len(s.Script) > 0 {
			cancel()
		}
	}
	res, err := Explore(ctx, lab, Config{Base: base(), N: 100}, nil)
	if !errors.Is(err, context.Canceled) || len(res.Findings) != 1 || res.Findings[0].Verdict != Unconfirmed {
		t.Errorf("%v, findings %+v, want the one that could not be replayed", err, res.Findings)
	}
}

func TestBudget(t *testing.T) {
	var c clock
	lab := fake.New(fake.Counter()...)
	lab.Before = func(execution.Spec) { c.pass(time.Millisecond) }
	res := explore(t, lab, Config{N: 1_000_000, Budget: c.budget(100 * time.Millisecond), Parallel: 2})
	if res.Reason != OutOfTime || res.Executions < 50 || res.Executions > 500 {
		t.Errorf("reason %d after %d executions, want out of time after some", res.Reason, res.Executions)
	}
}

func TestExecutorErrorEndsTheExploration(t *testing.T) {
	spec := base()
	spec.Test = "TestNo"
	if _, err := Explore(t.Context(), fake.New(), Config{Base: spec, N: 5}, nil); err == nil || !strings.Contains(err.Error(), "TestNo") {
		t.Errorf("error %v, want one that names the test", err)
	}
}

func TestTheFirstExecutionWithAFindingCounts(t *testing.T) {
	for seed := range uint64(10) {
		spec := base()
		spec.Seed = seed
		all := explore(t, fake.New(fake.ABBA()...), Config{Base: spec, N: 100, KeepGoing: true})
		lab := fake.New(fake.ABBA()...)
		lab.Before = func(execution.Spec) { time.Sleep(time.Duration(rand.IntN(200)) * time.Microsecond) }
		first := explore(t, lab, Config{Base: spec, N: 100, Parallel: 4})
		want := all.Findings[0].Outcome.Index
		if got := first.Findings[0].Outcome.Index; got != want || first.Executions != want+1 {
			t.Errorf("seed %d: found by execution %d after %d, want by %d, the first one", seed, got, first.Executions, want)
		}
	}
}

// The two goroutines meet only if both come before the store, which the
// default schedule does not let them.
func TestSitesAreLearntInLaterRounds(t *testing.T) {
	program := fake.Program{
		fake.Go(fake.Store("x", 1)),
		fake.Go(fake.Load("x"), fake.If(0, fake.Write("c", 5), fake.Read("c"), fake.If(7, fake.Panic("overwritten")))),
		fake.Go(fake.Load("x"), fake.If(0, fake.Write("c", 7))),
		fake.Join(),
	}
	res := explore(t, fake.New(program...), Config{N: 400})
	if len(res.First.Sites) != 0 {
		t.Fatalf("the default schedule learns sites %v, want none", res.First.Sites)
	}
	if len(res.Findings) != 1 || len(res.Sites) == 0 {
		t.Errorf("%d findings with sites %v, want one", len(res.Findings), res.Sites)
	}
}

func TestBudgetEndsAChunkToo(t *testing.T) {
	var c clock
	lab := fake.New(fake.Counter()...)
	lab.Before = func(s execution.Spec) {
		if s.Index >= 41 { // here begins a round with chunks of 16
			c.pass(10 * time.Millisecond)
		}
	}
	if res := explore(t, lab, Config{N: 200, Budget: c.budget(250 * time.Millisecond)}); res.Executions >= 73 {
		t.Errorf("%d executions, want less than the end of the second chunk", res.Executions)
	}
}

func TestErrorKeepsWhatTheChunkHasFound(t *testing.T) {
	for seed := range uint64(5) {
		spec := base()
		spec.Seed = seed
		at := explore(t, fake.New(fake.ABBA()...), Config{Base: spec, N: 100}).Findings[0].Outcome.Index
		ctx, cancel := context.WithCancel(t.Context())
		lab := fake.New(fake.ABBA()...)
		lab.Before = func(s execution.Spec) {
			if s.Index == at+1 {
				cancel()
			}
		}
		res, err := Explore(ctx, lab, Config{Base: spec, N: 100, KeepGoing: true}, nil)
		cancel()
		if !errors.Is(err, context.Canceled) || len(res.Findings) == 0 {
			t.Errorf("seed %d: interrupted right after execution %d: %v, %d findings, want the one before", seed, at, err, len(res.Findings))
		}
	}
}

// A finding is replayed with the sites that were points when it was found.
func TestSitesOfAFindingStay(t *testing.T) {
	e := &explorer{Result: Result{Sites: append(make([]uint32, 0, 8), 5, 9)}, learned: []uint32{1, 9}}
	found := e.Sites
	e.advance()
	if !slices.Equal(found, []uint32{5, 9}) || !slices.Equal(e.Sites, []uint32{1, 5, 9}) {
		t.Errorf("the finding has sites %v, want 5 and 9; the next round has %v, want 1, 5 and 9", found, e.Sites)
	}
}
