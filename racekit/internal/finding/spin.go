package finding

import (
	"fmt"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Spin says at what a goroutine looks again and again, and who else changed it
// last.
type Spin struct {
	Event  int // its last look
	Change int // by another goroutine; -1 is none
}

// manyLooks is how often a goroutine does the same at the end of an execution, at
// least, for it to spin.
const manyLooks = 100

// spins finds the goroutines that at the end of an execution look at one object,
// and for the change of which they may wait. Where it cannot be told whether
// somebody else has changed it, they are left out.
func spins(tr *trace.Trace) (out []Spin) {
	type end struct {
		object uint32
		looks  int
		last   int
	}
	ends := map[uint32]*end{}
	for i, e := range tr.Events {
		if e.Op == sched.OpYield || e.Op == sched.OpSleep {
			continue
		}
		x := ends[e.Task]
		if x == nil {
			x = &end{}
			ends[e.Task] = x
		}
		if e.Object != x.object {
			x.looks = 0
		}
		x.object, x.last = e.Object, i
		x.looks++
	}
	for _, t := range tr.Tasks {
		x := ends[t.ID]
		if t.State != trace.Runnable || tr.Hidden(t.ID) || x == nil || x.object == 0 || x.looks < manyLooks || !polls(tr.Events[x.last].Op) {
			continue
		}
		if change, known := lastChange(tr, x.last); known {
			out = append(out, Spin{Event: x.last, Change: change})
		}
	}
	return out
}

// polls reports whether a goroutine may look with op whether something has changed.
func polls(op sched.Op) bool {
	switch op {
	case sched.OpAtomicLoad, sched.OpAtomicRMW, sched.OpRead, sched.OpTryLock, sched.OpTryRLock, sched.OpTryWLock:
		return true
	}
	return false
}

// lastChange returns the last event before event i in which another goroutine
// changed its object; -1 if there is none. It is not known where that depends on
// whether a compare-and-swap or an attempt to lock succeeded.
func lastChange(tr *trace.Trace, i int) (event int, known bool) {
	at := tr.Events[i]
	for k := i - 1; k >= 0; k-- {
		e := tr.Events[k]
		if e.Object != at.Object || e.Task == at.Task || sched.OnlyReads(e.Op) && e.Op != sched.OpRLock && e.Op != sched.OpRUnlock {
			continue
		}
		v, has := tr.Values[k]
		switch {
		case e.Missed || has && v.Failed:
		case e.Op == sched.OpAtomicRMW && !has, e.Op == sched.OpTryLock, e.Op == sched.OpTryRLock, e.Op == sched.OpTryWLock:
			return -1, false
		default:
			return k, true
		}
	}
	return -1, true
}

// line says it in a sentence.
func (s Spin) line(tr *trace.Trace) string {
	e := tr.Events[s.Event]
	text := fmt.Sprintf("%s does %s%s again and again%s: ", tr.Name(e.Task), e.Op, object(e.Object), atEvent(tr, s.Event))
	if s.Change < 0 {
		return text + "no other goroutine has changed it"
	}
	who := tr.Events[s.Change].Task
	text += fmt.Sprintf("of the others %s changed it last, by %s at step %d%s", tr.Name(who), tr.Events[s.Change].Op, s.Change+1, atEvent(tr, s.Change))
	if t := tr.Task(who); t != nil && t.State == trace.Ended {
		text += ", and has ended"
	}
	return text
}
