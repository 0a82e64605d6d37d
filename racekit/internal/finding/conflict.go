package finding

import (
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
		if tr.Events[i].Task == tr.Events[earlier].Task && publishes(tr.Events[i].Op) {
			c.Release = i
		}
	}
	for i := later - 1; i >= 0 && c.Acquire < 0; i-- {
		if tr.Events[i].Task == tr.Events[later].Task && learns(tr.Events[i].Op) {
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

// publishes reports whether what a goroutine did before such an operation is
// known to whoever synchronizes with it.
func publishes(op sched.Op) bool {
	switch op {
	case sched.OpGo, sched.OpSend, sched.OpClose, sched.OpCondSignal, sched.OpWGDone, sched.OpAtomicStore, sched.OpAtomicRMW, sched.OpOnce:
		return true
	}
	return releases(op) != notLock
}

// learns reports whether a goroutine learns in such an operation what others
// have published.
func learns(op sched.Op) bool {
	switch op {
	case sched.OpStart, sched.OpRecv, sched.OpSelect, sched.OpCondWait, sched.OpWGWait, sched.OpAtomicLoad, sched.OpAtomicRMW, sched.OpOnce:
		return true
	}
	return acquires(op) != notLock
}
