package oracle

import (
	"strings"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// search runs up to n schedules of spec and returns the first with a finding.
func search(t *testing.T, p *execution.Pool, spec execution.Spec, n int) *execution.Outcome {
	t.Helper()
	spec.Seed, spec.Index, spec.Strategy = 1, 1, sched.Config{Kind: sched.RandomWalk}
	for spec.Index <= n {
		b, err := p.RunBatch(t.Context(), spec, n-spec.Index+1)
		if err != nil {
			t.Fatal(err)
		}
		if b.Stop != nil && b.Stop.Found() {
			return b.Stop
		}
		spec.Index += len(b.Runs)
	}
	return nil
}

func TestCooperative(t *testing.T) {
	p := pool(t, build(t, "hazards"), 1)
	for _, tt := range []struct {
		test, text string
		reason     string
	}{
		{"TestAsync", "", "nobody is switched between two operations that do not block"},
		{"TestAsyncYield", "lost update across an await", "Gosched is a place to switch"},
		{"TestDeadlock", "", "two locks in a row are one step"},
		{"TestSpinForFlag", "", "a loop that waits for another goroutine gives way"},
	} {
		o := search(t, p, execution.Spec{Test: tt.test, Model: execution.Cooperative}, 200)
		switch {
		case tt.text == "" && o != nil:
			t.Errorf("%s: %s, but\n%s", tt.test, tt.reason, tell(o))
		case tt.text != "" && (o == nil || !strings.Contains(string(o.Output), tt.text)):
			t.Errorf("%s: %s: %q not found", tt.test, tt.reason, tt.text)
		}
	}
}

func TestEarlyTimers(t *testing.T) {
	p := pool(t, build(t, "hazards"), 1)
	spec := execution.Spec{Test: "TestTimeout", Early: true}
	o := search(t, p, spec, 300)
	if o == nil {
		t.Fatal("no timer fired early in 300 schedules")
	}
	spec.Seed, spec.Strategy = 1, sched.Config{Kind: sched.RandomWalk}
	if again := replay(t, p, spec, o); again.Hash != o.Hash || again.Status != o.Status {
		t.Errorf("the replay differs: %s\nwant\n%s", tell(&again), tell(o))
	}
}

func TestRealTime(t *testing.T) {
	p := pool(t, build(t, "hazards"), 1)
	for _, tt := range []struct {
		real   bool
		reason string
	}{
		{true, "the clock is the machine's"},
		{false, "the clock jumps"},
	} {
		spec := execution.Spec{Test: "TestSleep", Index: 1, RealTime: tt.real}
		begin := time.Now()
		const n = 10
		b, err := p.RunBatch(t.Context(), spec, n)
		if err != nil || b.Stop != nil {
			t.Fatal(b.Stop, err)
		}
		if took := time.Since(begin); (took > n*30*time.Millisecond) != tt.real {
			t.Errorf("%s: %d times 30 ms took %v", tt.reason, n, took)
		}
	}
}

func TestIsolated(t *testing.T) {
	p := pool(t, build(t, "hazards"), 1)
	p.Isolate()
	if o := search(t, p, execution.Spec{Test: "TestOnlyOnce"}, 10); o != nil {
		t.Errorf("every execution has a process of its own, but\n%s", tell(o))
	}
}
