package fake

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestPrograms(t *testing.T) {
	for _, tt := range []struct {
		name    string
		program Program
		sites   []uint32
		status  execution.Status
		leaks   bool
		wrong   bool
		reason  string
	}{
		{"lost update", LostUpdate(), nil, execution.Failed, false, true, "a switch between load and store loses an update"},
		{"lost write", LostWrite(), nil, execution.Failed, false, false, "no plain access is a point"},
		{"lost write, known sites", LostWrite(), []uint32{2, 3, 5, 6}, execution.Failed, false, true, "the plain accesses are points"},
		{"counter", Counter(), []uint32{3, 4, 8, 9}, execution.Failed, false, false, "the mutex excludes it"},
		{"AB-BA", ABBA(), nil, execution.Deadlock, false, true, "each may hold what the other wants"},
		{"leak", Leaky(), nil, execution.Passed, true, true, "the second value has no room"},
		{"panic", Program{Go(Store("x", 1)), Load("x"), If(1, Panic("seen"))}, nil, execution.Panicked, false, true, "the store may come first"},
		{"exit", Program{Go(Store("x", 1)), Load("x"), If(1, Exit())}, nil, execution.Crashed, false, true, "the store may come first"},
		{"unlock", Program{Go(Lock("m")), Unlock("m")}, nil, execution.Crashed, false, true, "the lock may come last"},
	} {
		found, passed := 0, 0
		for _, kind := range []sched.Kind{sched.RandomWalk, sched.PCT} {
			for i := 1; i <= 100; i++ {
				spec := execution.Spec{Test: "TestX", Index: i, Seed: 1, Strategy: sched.Config{Kind: kind, Steps: 10}, Sites: tt.sites, Leaks: true}
				o, err := New(tt.program...).Run(t.Context(), spec)
				switch {
				case err != nil:
					t.Fatal(err)
				case !o.Found():
					passed++
				case o.Status != tt.status || len(o.Leaked) > 0 != tt.leaks:
					t.Fatalf("%s: status %d, leaked %v, want %d, %v", tt.name, o.Status, o.Leaked, tt.status, tt.leaks)
				default:
					found++
				}
			}
		}
		if found > 0 != tt.wrong || passed == 0 {
			t.Errorf("%s: %d of 200 executions were wrong, want some: %v (%s)", tt.name, found, tt.wrong, tt.reason)
		}
	}
}

func TestDefaultScheduleOfLostUpdatePasses(t *testing.T) {
	o, err := New(LostUpdate()...).Run(t.Context(), execution.Spec{Test: "TestX"})
	if err != nil || o.Found() {
		t.Errorf("%+v, %v, want passed", o, err)
	}
}

func TestScriptReplays(t *testing.T) {
	for i := 1; i < 50; i++ {
		spec := execution.Spec{Test: "TestX", Index: i, Strategy: sched.Config{Kind: sched.RandomWalk}, Trace: true}
		first, _ := New(ABBA()...).Run(t.Context(), spec)
		spec.Script, spec.Strategy = first.Trace.Decisions(), sched.Config{}
		again, _ := New(ABBA()...).Run(t.Context(), spec)
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatalf("replay of %d differs (-first +again):\n%s", i, diff)
		}
		spec.Script = append([]uint32{1, 1, 9}, spec.Script...)
		if o, _ := New(ABBA()...).Run(t.Context(), spec); o.Status != execution.Diverged || o.DivergedAt != 3 {
			t.Fatalf("a script with a goroutine that is not there: status %d at %d, want diverged at 3", o.Status, o.DivergedAt)
		}
	}
}

func TestProcessVariables(t *testing.T) {
	lab := New(Load("process.n"), Store("process.n", 1), Load("process.n"), If(3, Panic("third run")))
	status := func(f func() (execution.Outcome, error)) execution.Status {
		o, err := f()
		if err != nil {
			t.Fatal(err)
		}
		return o.Status
	}
	spec := execution.Spec{Test: "TestX", Index: 5}
	run := func() (execution.Outcome, error) { return lab.Run(t.Context(), spec) }
	fresh := func() (execution.Outcome, error) { return lab.Fresh(t.Context(), spec) }
	got := []execution.Status{status(run), status(run), status(fresh), status(run)}
	want := []execution.Status{execution.Passed, execution.Panicked, execution.Passed, execution.Passed}
	if !slices.Equal(got, want) {
		t.Errorf("statuses %v, want %v: runs in one process, whose first is the warm-up, and in a fresh one", got, want)
	}
	spec.Isolated = true
	if got := status(run); got != execution.Passed || lab.Started() != 3 {
		t.Errorf("isolated: status %d in process %d, want passed in the third", got, lab.Started())
	}
}

func TestTraceNamesGoroutines(t *testing.T) {
	o, _ := New(Go(Recv("never")), Join()).Run(t.Context(), execution.Spec{Test: "TestX"})
	want := []trace.Task{
		{ID: 1, Start: "prog.Test", State: trace.Blocked, Wait: "WaitGroup.Wait", Op: sched.OpWGWait, Object: 2, Stack: frames(3)},
		{ID: 2, Parent: 1, Start: "prog.Test.func", CreatedAt: frames(1)[0], State: trace.Blocked, Wait: "receive", Op: sched.OpRecv, Object: 1, Stack: frames(2)},
	}
	got := o.Trace.Tasks
	for i := range got {
		want[i].Object, want[i].Signature = got[i].Object, got[i].Signature
	}
	if diff := cmp.Diff(want, got); o.Status != execution.Deadlock || diff != "" {
		t.Errorf("status %d, tasks (-want +got):\n%s", o.Status, diff)
	}
}

func TestCooperativeModelHidesTheLostUpdate(t *testing.T) {
	for i := range 100 {
		o, _ := New(LostUpdate()...).Run(t.Context(), execution.Spec{Test: "TestX", Index: i + 1, Strategy: sched.Config{Kind: sched.RandomWalk}, Model: execution.Cooperative})
		if o.Found() {
			t.Fatalf("execution %d failed: a switch where nobody blocks", i+1)
		}
	}
}

func TestYieldLetsOthersRun(t *testing.T) {
	seen := func(first Op) execution.Status {
		o, _ := New(Go(Store("x", 1)), first, Load("x"), If(1, Panic("seen"))).Run(t.Context(), execution.Spec{Test: "TestX"})
		return o.Status
	}
	if with, without := seen(Yield()), seen(Set(0)); with != execution.Panicked || without != execution.Passed {
		t.Errorf("default schedule: status %d with a yield, %d without, want panicked and passed", with, without)
	}
}
