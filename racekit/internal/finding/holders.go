package finding

import (
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Hold is a lock that a goroutine had at the end of an execution.
type Hold struct {
	Task  uint32
	Event int  // of the trace: where it was taken
	Read  bool // by RLock
	// Pending says that it is no hold: a writer of a RWMutex waits for readers, and
	// those that come later wait behind it.
	Pending bool

	asked bool // somebody else had it then: it is taken as soon as that one gives it back
}

type lockMode uint8

const (
	notLock lockMode = iota
	exclusive
	shared
)

// acquires and releases say what an operation does to a lock. A writer of a
// RWMutex takes the writers' mutex, which has the same address, and then
// announces itself and waits for readers. The first step alone is no hold, and one
// operation gives back both.
func acquires(op sched.Op) lockMode {
	switch op {
	case sched.OpLock, sched.OpTryLock, sched.OpWLock, sched.OpTryWLock:
		return exclusive
	case sched.OpRLock, sched.OpTryRLock:
		return shared
	}
	return notLock
}

func releases(op sched.Op) lockMode {
	switch op {
	case sched.OpUnlock, sched.OpWUnlock:
		return exclusive
	case sched.OpRUnlock:
		return shared
	}
	return notLock
}

func tries(op sched.Op) bool {
	return op == sched.OpTryLock || op == sched.OpTryRLock || op == sched.OpTryWLock
}

// pending returns the event at which each blocked goroutine asked for what it
// waits for. Being woken and finding a lock taken again is still waiting.
func pending(tr *trace.Trace) map[uint32]int {
	last := map[uint32]int{}
	for i, e := range tr.Events {
		switch was, ok := last[e.Task]; {
		case e.Op == sched.OpResume || e.Op == sched.OpNone:
		case ok && (e.Op == sched.OpRead || e.Op == sched.OpWrite) && within(tr, was, i):
		default:
			last[e.Task] = i
		}
	}
	out := map[uint32]int{}
	for _, t := range tr.Tasks {
		i, ok := last[t.ID]
		if ok && t.State == trace.Blocked && blocks(tr.Events[i].Op) && inTesting(t.Stack) == "" && (t.Object == 0 || tr.Events[i].Object == t.Object) {
			out[t.ID] = i
		}
	}
	return out
}

// holders returns who holds each lock at the end, in the order in which they
// took it: those whose acquisition was completed and not given back.
func holders(tr *trace.Trace) map[uint32][]Hold {
	wait := pending(tr)
	held := map[uint32][]Hold{}
	for i, e := range tr.Events {
		if e.Object == 0 {
			continue
		}
		if mode := acquires(e.Op); mode != notLock {
			at, waits := wait[e.Task]
			failed := tries(e.Op) && takenByOther(held[e.Object], e.Task)
			held[e.Object] = withoutRetried(tr, held[e.Object], i)
			if !failed && !(waits && at == i) {
				h := Hold{Task: e.Task, Event: i, Read: mode == shared, asked: mode == exclusive && takenByOther(held[e.Object], e.Task)}
				held[e.Object] = append(held[e.Object], h)
			}
		}
		if mode := releases(e.Op); mode != notLock {
			held[e.Object] = giveBack(held[e.Object], e.Task, mode == shared)
		}
	}
	for task, i := range wait {
		if tr.Events[i].Op == sched.OpWLock {
			for k, h := range held[tr.Events[i].Object] {
				held[tr.Events[i].Object][k].Pending = h.Pending || h.Task == task && !h.Read
			}
		}
	}
	return held
}

// withoutRetried removes the hold of a goroutine that had found the lock taken,
// was woken, found it taken again, and asks for it in event i: it never had it.
// A reader that is woken has the lock.
func withoutRetried(tr *trace.Trace, holds []Hold, i int) []Hold {
	e := tr.Events[i]
	for at, h := range holds {
		if h.asked && h.Task == e.Task && tr.Events[h.Event].Op == e.Op && within(tr, h.Event, i) {
			return append(holds[:at:at], holds[at+1:]...)
		}
	}
	return holds
}

func takenByOther(holds []Hold, task uint32) bool {
	for _, h := range holds {
		if !h.Read && h.Task != task {
			return true
		}
	}
	return false
}

// giveBack removes the last hold of task, else the first of anybody: a mutex
// may be unlocked by another goroutine than its holder. A writer's two steps are
// one hold.
func giveBack(holds []Hold, task uint32, read bool) []Hold {
	at := -1
	for i, h := range holds {
		if h.Read == read && (h.Task == task || at < 0) {
			at = i
		}
	}
	if at < 0 {
		return holds
	}
	of := holds[at].Task
	return slices.DeleteFunc(slices.Clone(holds), func(h Hold) bool { return h == holds[at] || !read && !h.Read && h.Task == of })
}

// blocks reports whether a goroutine may wait in an operation.
func blocks(op sched.Op) bool {
	switch op {
	case sched.OpSend, sched.OpRecv, sched.OpSelect, sched.OpSleep, sched.OpWGWait, sched.OpCondWait, sched.OpOnce:
		return true
	}
	return acquires(op) != notLock && !tries(op)
}

// within reports whether event b is part of the operation of event a.
func within(tr *trace.Trace, a, b int) bool {
	f, ok := tr.At(a)
	g, _ := tr.At(b)
	return ok && (trace.Machinery(g.Func) || f.File == g.File && f.Line == g.Line)
}

// inTesting returns the method of T in which a goroutine waits, "t.Run" or
// "t.Parallel"; "" if it is in none.
func inTesting(stack []trace.Frame) string {
	for _, f := range stack {
		if method, ok := strings.CutPrefix(f.Func, "testing.(*T)."); ok {
			return "t." + method
		}
		if !trace.Machinery(f.Func) {
			break
		}
	}
	return ""
}
