package hazards

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

// TestHopeless holds that a default schedule which looks for ever at what nobody
// will change is told from one that is only long.
func TestHopeless(t *testing.T) {
	for _, tt := range []struct {
		test, reason string
		hopeless     bool
	}{
		{"TestSpinsForLock", "a compare-and-swap that fails changes nothing", true},
		{"TestLongLoad", "a counter beside it is written to", false},
		{"TestLongLock", "who takes a lock may do something there that is no step", false},
	} {
		t.Run(tt.test, func(t *testing.T) {
			p := lab.Pool(t, lab.Build(t, "hazards"), 1)
			o := lab.Run(t, p.Run, execution.Spec{Test: tt.test, Seed: 1, Strategy: sched.Config{Kind: sched.FIFO}, MaxSteps: 5_000_000, Trace: true})
			if o.Status != execution.Livelock || o.Hopeless != tt.hopeless {
				t.Errorf("%s: want a livelock, hopeless %v; hopeless %v: %s", tt.reason, tt.hopeless, o.Hopeless, lab.Tell(&o))
			}
		})
	}
}
