package finding

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// wakers are the goroutines that have to do with what another one waits for, as
// far as events show it. What a goroutine would have done next is not known.
type wakers struct {
	needs []uint32 // started by WaitGroup.Go, and not yet done: Wait needs all of them
	more  bool     // it may need others too
	did   []uint32 // did before what would wake it
	quiet bool     // something without events did so too
}

// wakersOf finds who has to do with the wait of task in op on an object.
func wakersOf(tr *trace.Trace, order *trace.Causality, op sched.Op, object, task uint32) wakers {
	var w wakers
	if object == 0 {
		return w
	}
	last := map[uint32]int{}
	for i, e := range tr.Events {
		last[e.Task] = i
		if e.Object != object || e.Missed {
			continue
		}
		if e.Op == sched.OpClose { // which nobody waits for any more: it was another channel
			w = wakers{}
			continue
		}
		if op == sched.OpRecv && receives(e) && order.Unsure(i) {
			w.quiet = true
		}
		if wakes(op, e) && e.Task != task && !order.Waits(i) {
			w.did = append(w.did, e.Task)
		}
		switch {
		case op != sched.OpWGWait:
		case e.Op == sched.OpWGAdd:
			w.more = true
		case e.Op == sched.OpGo:
			if child := order.Started(i); child == 0 {
				w.more = true
			} else {
				w.needs = append(w.needs, child)
			}
		}
	}
	w.needs = slices.DeleteFunc(w.needs, func(id uint32) bool {
		t, e := tr.Task(id), tr.Events[last[id]]
		return t == nil || t.State == trace.Ended || e.Task == id && e.Op == sched.OpWGDone && e.Object == object
	})
	for _, list := range []*[]uint32{&w.needs, &w.did} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	return w
}

// wakes reports whether an event is of the kind that ends a wait in op.
func wakes(op sched.Op, e trace.Event) bool {
	switch op {
	case sched.OpRecv:
		return e.Op == sched.OpSend || e.Op == sched.OpSelect && e.Sent
	case sched.OpSend:
		return receives(e)
	case sched.OpWGWait:
		return e.Op == sched.OpWGDone
	case sched.OpCondWait:
		return e.Op == sched.OpCondSignal
	}
	return false
}

// receives reports whether an event takes a value from a channel.
func receives(e trace.Event) bool {
	return e.Op == sched.OpRecv || e.Op == sched.OpSelect && !e.Sent && e.Object != 0
}
