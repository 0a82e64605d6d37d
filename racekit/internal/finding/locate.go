package finding

import (
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Locate finds the two accesses in the events of an execution: those of the
// later and of the earlier one. The detector's goroutine numbers mean nothing
// here, so code, kind of access and start of the goroutine have to match.
func (r *Race) Locate(tr *trace.Trace) (later, earlier int, ok bool) {
	if tr == nil {
		return 0, 0, false
	}
	matches := [2]func(int) bool{r.matcher(0, tr), r.matcher(1, tr)}
	var before []int
	for i := range tr.Events {
		if matches[0](i) {
			for j := len(before) - 1; j >= 0; j-- {
				a, b := tr.Events[i], tr.Events[before[j]]
				if a.Task != b.Task && (a.Object == b.Object || a.Object == 0 || b.Object == 0) {
					return i, before[j], true
				}
			}
		}
		if matches[1](i) {
			before = append(before, i)
		}
	}
	return 0, 0, false
}

func (r *Race) matcher(side int, tr *trace.Trace) func(event int) bool {
	a := &r.Accesses[side]
	site, ok := trace.User(a.Stack)
	if !ok {
		return func(int) bool { return false }
	}
	// The detector loses the caller of WaitGroup.Go where that is inlined.
	started, _ := trace.User(a.Created)
	placed := len(a.Created) > 0 && !a.ByTest() && !trace.Machinery(started.Func)
	starts := tr.StartedBy(started)
	sites := map[uint32]bool{} // by PC
	tasks := map[uint32]bool{}
	for i := range tr.Tasks {
		t := &tr.Tasks[i]
		tasks[t.ID] = !placed || t.CreatedAt.File == "" || starts[t.CreatedAt]
	}
	return func(i int) bool {
		e := tr.Events[i]
		if !accesses(e.Op, a.Write) || !tasks[e.Task] {
			return false
		}
		if len(tr.Stacks) > 0 {
			return sameLine(tr.StackAt(i), site)
		}
		same, seen := sites[e.PC]
		if !seen {
			same = sameLine(tr.StackAt(i), site)
			sites[e.PC] = same
		}
		return same
	}
}

func sameLine(stack []trace.Frame, site trace.Frame) bool {
	f, ok := trace.User(stack)
	return ok && f.File == site.File && f.Line == site.Line
}

// accesses reports whether an operation reads or writes memory. What the
// detector calls a write may be recorded as a map's or an atomic's operation.
func accesses(op sched.Op, write bool) bool {
	switch op {
	case sched.OpWrite, sched.OpAtomicStore:
		return write
	case sched.OpRead, sched.OpAtomicLoad:
		return !write
	case sched.OpAtomicRMW, sched.OpMap, sched.OpMapRange:
		return true
	}
	return false
}
