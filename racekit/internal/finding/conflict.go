package finding

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Conflict is a pair of accesses that nothing orders: no chain of
// synchronization leads from the earlier one to the later one. Events are
// indices into the trace; -1 is none.
type Conflict struct {
	Earlier, Later int
	// EarlierHolds and LaterHolds are the locks that the goroutines had. Unsure
	// says that they may have had others.
	EarlierHolds, LaterHolds []Hold
	Unsure                   bool
	// Release is the first operation after Earlier by which its goroutine could
	// have told others of it, Acquire the last before Later by which the other
	// goroutine could have learnt of it.
	Release, Acquire int
}

// conflictOf finds the accesses of a race in a trace; nil if they are not there.
func conflictOf(r *Race, tr *trace.Trace) *Conflict {
	if tr == nil {
		return nil
	}
	order := trace.Order(tr)
	later, earlier, ok := r.locate(tr, order)
	if !ok {
		return nil
	}
	c := &Conflict{Earlier: earlier, Later: later, Release: -1, Acquire: -1}
	c.EarlierHolds = c.holdsAt(tr, order, earlier)
	c.LaterHolds = c.holdsAt(tr, order, later)
	for i := earlier + 1; i < len(tr.Events) && c.Release < 0; i++ {
		if tr.Events[i].Task == tr.Events[earlier].Task && !tr.Values[i].Failed && publishes(tr.Events[i]) {
			c.Release = i
		}
	}
	for i := later - 1; i >= 0 && c.Acquire < 0; i-- {
		if e := tr.Events[i]; e.Task == tr.Events[later].Task && learns(e) && (!tries(e.Op) || takes(order, i)) {
			c.Acquire = i
		}
	}
	return c
}

// holdsAt returns the locks that the goroutine of an event has when it takes
// place.
func (c *Conflict) holdsAt(tr *trace.Trace, order *trace.Causality, event int) []Hold {
	var out []Hold
	for _, h := range order.Holds {
		if h.Task != tr.Events[event].Task || h.From > event || h.To >= 0 && h.To < event {
			continue
		}
		c.Unsure = c.Unsure || h.Unsure
		out = append(out, Hold{Task: h.Task, Object: h.Object, Event: h.From, Read: h.Read})
	}
	return out
}

// publishes reports whether what a goroutine did before such a step is known to
// whoever synchronizes with it. A receive makes room for a send, and Cond.Wait gives
// its lock back. What was not possible did nothing.
func publishes(e trace.Event) bool {
	switch e.Op {
	case sched.OpGo, sched.OpSend, sched.OpRecv, sched.OpSelect, sched.OpClose, sched.OpCondSignal, sched.OpCondWait, sched.OpWGDone,
		sched.OpAtomicStore, sched.OpAtomicRMW, sched.OpOnce, sched.OpMap, sched.OpMapRange, sched.OpPool, sched.OpTimer:
		return !e.Missed
	}
	return releases(e.Op) != notLock
}

// learns reports whether a goroutine learns in such a step what others have
// published.
func learns(e trace.Event) bool {
	switch e.Op {
	case sched.OpStart, sched.OpSend, sched.OpRecv, sched.OpSelect, sched.OpCondWait, sched.OpWGWait, sched.OpAtomicLoad, sched.OpAtomicRMW,
		sched.OpOnce, sched.OpMap, sched.OpMapRange, sched.OpPool:
		return !e.Missed
	}
	return acquires(e.Op) != notLock && !e.Op.Files() // by a file nothing is learnt that the detector knows of
}

// tries reports whether an operation takes a lock only if that is free.
func tries(op sched.Op) bool {
	return op == sched.OpTryLock || op == sched.OpTryRLock || op == sched.OpTryWLock
}

// takes reports whether a goroutine took a lock in step i.
func takes(order *trace.Causality, i int) bool {
	return slices.ContainsFunc(order.Holds, func(h trace.Hold) bool { return h.From == i })
}
