package execution

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestChoices(t *testing.T) {
	last := wire.OfferRecord{Task: 2, Op: uint8(sched.OpSelect), Ways: 3, PC: 5, Object: 64, Size: 8, Flags: sched.OfferLast | sched.OfferWaits}
	done := wire.OfferRecord{Task: 3, Flags: sched.OfferDone}
	step := []trace.Choice{{Task: 3, Done: true}, {Task: 2, Op: sched.OpSelect, Ways: 3, PC: 5, Object: 64, Size: 8, Waits: true}}
	for _, tt := range []struct {
		offers []wire.OfferRecord
		steps  int
		want   [][]trace.Choice
		reason string
	}{
		{[]wire.OfferRecord{done, last, last}, 2, [][]trace.Choice{step, step[1:]}, "the last of each step is marked"},
		{[]wire.OfferRecord{done, last}, 2, nil, "a step without offers: there was no room"},
		{[]wire.OfferRecord{last, last, last}, 2, nil, "more than steps"},
		{nil, 0, nil, "nothing was asked for"},
	} {
		if diff := cmp.Diff(tt.want, choices(tt.offers, tt.steps)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.reason, diff)
		}
	}
}

func TestUses(t *testing.T) {
	all := Uses(wire.UsesRandom | wire.UsesSystem | wire.UsesRuntime | wire.UsesTies | wire.UsesSelect)
	want := "random numbers or the order of a map, system calls, the number or the stacks of all goroutines, the order of timers that fire at the same time, a select inside a standard package"
	if all.String() != want || Uses(0).String() != "" || Uses(wire.UsesSystem).String() != "system calls" {
		t.Errorf("%q, %q, %q", all, Uses(0), Uses(wire.UsesSystem))
	}
}
