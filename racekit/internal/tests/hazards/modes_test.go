package hazards

import (
	"strings"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

func TestCooperative(t *testing.T) {
	p := lab.Pool(t, lab.Build(t, "hazards"), 1)
	for _, tt := range []struct {
		test, text string
		reason     string
	}{
		{"TestAsync", "", "nobody is switched between two operations that do not block"},
		{"TestAsyncYield", "lost update across an await", "Gosched is a place to switch"},
		{"TestDeadlock", "", "two locks in a row are one step"},
		{"TestSpinForFlag", "", "a loop that waits for another goroutine gives way"},
	} {
		spec := execution.Spec{Test: tt.test, Seed: 1, Model: execution.Cooperative}
		o := lab.Search(t, p, &spec, 200)
		switch {
		case tt.text == "" && o != nil:
			t.Errorf("%s: %s, but\n%s", tt.test, tt.reason, lab.Tell(o))
		case tt.text != "" && (o == nil || !strings.Contains(string(o.Output), tt.text)):
			t.Errorf("%s: %s: %q not found", tt.test, tt.reason, tt.text)
		}
	}
}

func TestEarlyTimers(t *testing.T) {
	p := lab.Pool(t, lab.Build(t, "hazards"), 1)
	spec := execution.Spec{Test: "TestTimeout", Seed: 1, Early: true}
	o := lab.Search(t, p, &spec, 300)
	if o == nil {
		t.Fatal("no timer fired early in 300 schedules")
	}
	if again := lab.Replay(t, p, spec, o); again.Hash != o.Hash || again.Status != o.Status {
		t.Errorf("the replay differs: %s\nwant\n%s", lab.Tell(&again), lab.Tell(o))
	}
}

// TestRealTime has the machine's clock; that the clock jumps otherwise is what
// TestVirtualTime of the hazards shows.
func TestRealTime(t *testing.T) {
	p := lab.Pool(t, lab.Build(t, "hazards"), 1)
	begin := time.Now()
	const n = 10
	b, err := p.RunBatch(t.Context(), execution.Spec{Test: "TestSleep", Index: 1, RealTime: true}, n)
	if err != nil || b.Stop != nil {
		t.Fatal(b.Stop, err)
	}
	if took := time.Since(begin); took < n*30*time.Millisecond {
		t.Errorf("%d times 30 ms took %v", n, took)
	}
}

func TestIsolated(t *testing.T) {
	p := lab.Pool(t, lab.Build(t, "hazards"), 1)
	spec := execution.Spec{Test: "TestOnlyOnce", Seed: 1, Isolated: true}
	if o := lab.Search(t, p, &spec, 10); o != nil {
		t.Errorf("every execution has a process of its own, but\n%s", lab.Tell(o))
	}
}

// TestQuietSurroundings counts the steps: testing's own code, and the counters
// of a build with -cover, are no points.
func TestQuietSurroundings(t *testing.T) {
	o := lab.Run(t, lab.Pool(t, lab.Build(t, "hazards"), 1).Run, execution.Spec{Test: "TestEmpty", Trace: true})
	if o.Steps > 4 {
		t.Errorf("an empty test has %d steps, want at most 4", o.Steps)
	}
	spec := execution.Spec{Test: "TestTransfer", Trace: true}
	a := lab.Run(t, lab.Pool(t, lab.Build(t, "bank"), 1).Run, spec)
	b := lab.Run(t, lab.Pool(t, lab.Build(t, "bank", "-cover", "-covermode=atomic"), 1).Run, spec)
	if a.Steps != b.Steps {
		t.Errorf("%d steps, but %d with -cover", a.Steps, b.Steps)
	}
}

// TestAbandonedGoroutines has a lock that a goroutine of an earlier execution
// was about to take when that execution ended.
func TestAbandonedGoroutines(t *testing.T) {
	p := lab.Pool(t, lab.Build(t, "hazards"), 1)
	for i := 1; i <= 40; i++ {
		spec := execution.Spec{Test: "TestStaleWoken", Seed: 1, Index: i, Strategy: sched.Config{Kind: sched.RandomWalk}}
		want := execution.Passed
		if i%2 == 1 {
			want = execution.Panicked
		}
		if o := lab.Run(t, p.Run, spec); o.Status != want {
			t.Fatalf("want status %d, got\n%s", want, lab.Tell(&o))
		}
	}
}

// TestResumesWhatItWaitedIn has a goroutine that waits where there is no point:
// it must not seem to wait in the operation that it performed last.
func TestResumesWhatItWaitedIn(t *testing.T) {
	o := lab.Run(t, lab.Pool(t, lab.Build(t, "hazards"), 1).Run, execution.Spec{Test: "TestRunAfterUnlock", Trace: true})
	unlocked, after := uint32(0), sched.OpNone
	for _, e := range o.Trace.Events {
		switch {
		case e.Op == sched.OpUnlock && unlocked == 0:
			unlocked = e.Task
		case e.Task == unlocked && after == sched.OpNone:
			after = e.Op
		}
	}
	if unlocked == 0 || after != sched.OpResume {
		t.Errorf("after Unlock goroutine %d does %q, want %q\n%s", unlocked, after, sched.OpResume, lab.Tell(&o))
	}
}

// TestSpinnersGiveWay has goroutines that repeat an operation until another has
// done something: soon they are taken to give way, long before the scheduler is
// fair to all.
func TestSpinnersGiveWay(t *testing.T) {
	const soon = 1000
	p := lab.Pool(t, lab.Build(t, "hazards"), 1)
	for _, test := range []string{"TestSpinForFlag", "TestTryLockSpin"} {
		for i, strategy := range lab.Strategies {
			o := lab.Run(t, p.Run, execution.Spec{Test: test, Seed: 1, Index: i + 1, Strategy: strategy, Trace: true})
			if o.Status != execution.Passed || o.Steps > soon {
				t.Errorf("%s, strategy %d: status %d after %d steps, want a pass in %d", test, strategy.Kind, o.Status, o.Steps, soon)
			}
		}
	}
}
