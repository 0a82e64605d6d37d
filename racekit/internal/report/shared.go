package report

import (
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// shared returns the objects that two goroutines used, one of them to change it.
// A WaitGroup is one of them if its number is raised by another goroutine than
// the first: most programs use it around what matters.
func shared(tr *trace.Trace) map[uint32]bool {
	type use struct {
		task           uint32
		other, changed bool
	}
	uses := map[uint32]*use{}
	for _, e := range tr.Events {
		if e.Object == 0 || e.Op == sched.OpGo {
			continue
		}
		u := uses[e.Object]
		if u == nil {
			u = &use{task: e.Task}
			uses[e.Object] = u
		}
		u.other = u.other || u.task != e.Task && e.Op != sched.OpWGDone && e.Op != sched.OpWGWait
		u.changed = u.changed || changes(e.Op)
	}
	out := map[uint32]bool{}
	for object, u := range uses {
		if u.other && u.changed {
			out[object] = true
		}
	}
	return out
}

// times reports whether an operation is about time.
func times(op sched.Op) bool { return op == sched.OpSleep || op == sched.OpTimer }

// remembers reports whether an operation is a mere access of memory.
func remembers(op sched.Op) bool {
	switch op {
	case sched.OpRead, sched.OpWrite, sched.OpAtomicLoad, sched.OpAtomicStore, sched.OpAtomicRMW:
		return true
	}
	return false
}

func changes(op sched.Op) bool {
	switch op {
	case sched.OpRead, sched.OpAtomicLoad, sched.OpLenCap, sched.OpPool, sched.OpGetenv, sched.OpPrint, sched.OpLook:
		return false
	}
	return true
}

// inPrimitive reports whether step i is an access of a lock or its kin to its
// own memory.
func (v *view) inPrimitive(i int) bool {
	if op := v.Events[i].Op; op != sched.OpRead && op != sched.OpWrite {
		return false
	}
	stack := v.StackAt(i)
	if len(stack) == 0 {
		return false
	}
	p := trace.Package(stack[0].Func)
	return p == "sync" || p == "internal/sync"
}
