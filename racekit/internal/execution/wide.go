package execution

import (
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Uses is a set of facts that keep a search of schedules from meaning all that
// can happen.
type Uses uint32

// What a test uses: no search of schedules enumerates the first ones.
const (
	UsesRandom    Uses = wire.UsesRandom
	UsesSystem    Uses = wire.UsesSystem
	UsesClock     Uses = wire.UsesClock
	UsesCollector Uses = wire.UsesCollector
	UsesQuiet     Uses = wire.UsesQuiet
	UsesOutlives  Uses = wire.UsesOutlives
	UsesParallel  Uses = wire.UsesParallel
	UsesEnded     Uses = wire.UsesEnded
	UsesSyncs     Uses = wire.UsesSyncs
	UsesCalls     Uses = wire.UsesCalls
	UsesEmpty     Uses = wire.UsesEmpty
	UsesGlobals   Uses = wire.UsesGlobals
	UsesInexact   Uses = wire.UsesInexact

	depends = UsesClock - 1                       // what else decides: the same schedule may go otherwise
	reasons = (UsesInexact<<1 - 1) &^ UsesGlobals // all that is a reason by itself
)

var usesNames = []string{
	"random numbers or the order of a map", "system calls", "the number or the stacks of all goroutines",
	"the order of timers that fire at the same time", "a select inside a standard package",
}

// usesWords are for the bits from UsesClock on; "" is no reason by itself.
var usesWords = []string{
	"the test reads the clock",
	"the test observes the garbage collector (weak pointers, finalizers, cleanups, MemStats), which is not part of the schedule",
	"goroutines share the state of a standard package, such as templates or the cleanups of a test, and are not switched inside it",
	"a goroutine may still run after the test, at the same time as the next one",
	"the test is parallel with others of its package, which were not run with it",
	"more than 60 goroutines end, and the race detector forgets the first",
	"a goroutine synchronizes more than 10,000 times, and the race detector forgets",
	"a goroutine makes more than 200,000 calls, returns and accesses, and the race detector forgets",
	"a channel of empty elements has room for two or more, and the race detector sees an order where there is none",
	"", // UsesGlobals
	"the race detector ran out of memory, and may have missed a data race",
}

// Depends returns those of u because of which the same schedule may go
// otherwise: a search of schedules says nothing then.
func (u Uses) Depends() Uses { return u & (depends | UsesClock) }

// Blinds returns those of u because of which something may be left out though
// all schedules were explored.
func (u Uses) Blinds() Uses { return u & reasons &^ u.Depends() }

// String says what follows from u, as reasons not to call a test verified;
// empty if there are none.
func (u Uses) String() string {
	var names, all []string
	for i, name := range usesNames {
		if u&(1<<i) != 0 {
			names = append(names, name)
		}
	}
	if len(names) > 0 {
		all = append(all, "the test depends on more than the schedule: "+strings.Join(names, ", "))
	}
	for i, words := range usesWords {
		if u&(UsesClock<<i) != 0 && words != "" {
			all = append(all, words)
		}
	}
	return strings.Join(all, "; ")
}

// Forgive takes back that a goroutine was preempted which would only have begun
// to wait. A wide execution stops it before that step, another one after it, where
// it is no preemption.
func (o *Outcome) Forgive() {
	if len(o.Trace.Choices) != len(o.Trace.Events) {
		return // who else could run is not known
	}
	last := uint32(0)
	for i := range o.Trace.Choices {
		e := &o.Trace.Events[i]
		if e.Switch && slices.ContainsFunc(o.Trace.Choices[i], func(c trace.Choice) bool { return c.Task == last && c.Waits }) {
			e.Switch = false
			o.Switches--
		}
		if e.Task != sched.Clock {
			last = e.Task
		}
	}
}

// choices returns the offers of each of n steps; nil unless all have them.
func choices(offers []sched.Offer, n int) [][]trace.Choice {
	out := make([][]trace.Choice, 0, n)
	var step []trace.Choice
	for _, o := range offers {
		step = append(step, trace.Choice{
			Task: o.Task, Op: o.Op, PC: o.PC, Object: o.Object, Size: o.Size, Ways: o.Ways,
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
