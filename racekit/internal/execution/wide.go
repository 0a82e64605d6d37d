package execution

import (
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Uses is a set of things that no search of schedules enumerates.
type Uses uint32

// The first two of usesNames.
const (
	UsesRandom Uses = 1 << iota
	UsesSystem
)

var usesNames = []string{
	"random numbers or the order of a map", "system calls", "the number or the stacks of all goroutines",
	"the order of timers that fire at the same time", "a select inside a standard package",
}

// String lists them; empty if there are none.
func (u Uses) String() string {
	var names []string
	for i, name := range usesNames {
		if u&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// choices returns the offers of each of n steps; nil unless all have them.
func choices(offers []wire.OfferRecord, n int) [][]trace.Choice {
	out := make([][]trace.Choice, 0, n)
	var step []trace.Choice
	for _, o := range offers {
		step = append(step, trace.Choice{
			Task: o.Task, Op: sched.Op(o.Op), PC: o.PC, Object: o.Object, Size: o.Size, Ways: o.Ways,
			Waits: o.Flags&sched.OfferWaits != 0, Done: o.Flags&sched.OfferDone != 0,
		})
		if o.Flags&sched.OfferLast != 0 {
			out = append(out, step)
			step = nil
		}
	}
	if len(out) != n || n == 0 {
		return nil
	}
	return out
}
