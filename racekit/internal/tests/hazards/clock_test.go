package hazards

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

// TestClockInSearch holds that programs which look at the clock are right in
// executions of an exhaustive search too, where steps do not move it.
func TestClockInSearch(t *testing.T) {
	for _, test := range []string{"TestReadings", "TestDeadlines", "TestPollClock"} {
		t.Run(test, func(t *testing.T) {
			p := lab.Pool(t, lab.Build(t, "hazards"), 1)
			spec := execution.Spec{Test: test, Seed: 1, Wide: true, Trace: true, Strategy: sched.Config{Kind: sched.RandomWalk}}
			for i := range 30 {
				spec.Index = i
				o := lab.Run(t, p.Run, spec)
				if o.Found() {
					t.Fatal(lab.Tell(&o))
				}
				again := spec
				again.Script, again.Strategy = o.Trace.Decisions(), sched.Config{Kind: sched.FIFO}
				if r := lab.Run(t, p.Fresh, again); r.Hash != o.Hash && i > 0 {
					t.Fatalf("the decisions of schedule %d: hash %x, want %x", i, r.Hash, o.Hash)
				}
			}
		})
	}
}

// TestTies holds that timers which are set to one time are due at one time, also
// if the clock was read in between: where steps do not move it, both orders are
// schedules.
func TestTies(t *testing.T) {
	p := lab.Pool(t, lab.Build(t, "hazards"), 1)
	spec := execution.Spec{Test: "TestTie", Seed: 1, Wide: true, Trace: true, Strategy: sched.Config{Kind: sched.RandomWalk}}
	const n = 40
	second := 0
	for spec.Index = 1; spec.Index <= n; spec.Index++ {
		if o := lab.Run(t, p.Run, spec); o.Status == execution.Failed {
			second++
		}
	}
	if second == 0 || second == n {
		t.Errorf("the callback came second in %d of %d executions, want some", second, n)
	}
}

// TestEpoch holds that an execution begins at the time of day that its spec names:
// that of the record which is replayed.
func TestEpoch(t *testing.T) {
	p := lab.Pool(t, lab.Build(t, "hazards"), 2)
	for _, tt := range []struct {
		epoch int64
		want  string
	}{{0, "2026-05-12 13:24:36"}, {execution.FirstEpoch, "2026-01-01 00:00:00"}, {execution.DefaultEpoch, "2026-05-12 13:24:36"}} {
		o := lab.Run(t, p.Run, execution.Spec{Test: "TestEpoch", Seed: 1, Index: 1, Trace: true, Epoch: tt.epoch})
		if !strings.Contains(string(o.Output), "it is "+tt.want) {
			t.Errorf("epoch %d: want %s, got\n%s", tt.epoch, tt.want, lab.Tell(&o))
		}
	}
}
