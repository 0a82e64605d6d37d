package finding

import (
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Locate finds the two accesses in the events of an execution: those of the
// later and of the earlier one. The detector's goroutine numbers mean nothing
// here, so code, kind of access and start of the goroutine have to match, and
// nothing may order the two. ok is false if it cannot be told which they are.
func (r *Race) Locate(tr *trace.Trace) (later, earlier int, ok bool) {
	if tr == nil {
		return 0, 0, false
	}
	return r.locate(tr, trace.Order(tr))
}

// locateWork bounds how many steps Locate goes through, again and again.
const locateWork = 100_000_000

func (r *Race) locate(tr *trace.Trace, order *trace.Causality) (later, earlier int, ok bool) {
	matches := [2]func(int) bool{r.matcher(0, tr), r.matcher(1, tr)}
	if later, earlier, ok := r.told(tr); ok && matches[0](later) && matches[1](earlier) {
		return later, earlier, true
	}
	var before []int // of each goroutine and object, the last access: if it is ordered, so are those before
	var doubtful [][2]int
	work := 0
	for i, e := range tr.Events {
		if matches[0](i) {
			var others []int
			for _, j := range before {
				b := tr.Events[j]
				if b.Task != e.Task && (e.Object == b.Object || e.Object == 0 || b.Object == 0) {
					others = append(others, j)
				}
			}
			slices.Sort(others)
			if len(others) > 0 {
				work += i - others[0]
			}
			if work > locateWork {
				return 0, 0, false
			}
			certain, maybe := unordered(tr, order, i, others)
			if certain >= 0 {
				return i, certain, true
			}
			for _, j := range maybe {
				doubtful = append(doubtful, [2]int{i, j})
			}
		}
		if matches[1](i) {
			before = slices.DeleteFunc(before, func(j int) bool {
				return tr.Events[j].Task == e.Task && tr.Events[j].Object == e.Object
			})
			before = append(before, i)
		}
	}
	if len(doubtful) == 1 && !woken(tr, doubtful[0][1], doubtful[0][0]) { // the detector knows more of what orders them
		return doubtful[0][0], doubtful[0][1], true
	}
	return 0, 0, false
}

// told returns the two events if the detector has told which they are. The race may
// be of another execution than the trace, so they are to be compared with it.
func (r *Race) told(tr *trace.Trace) (later, earlier int, ok bool) {
	if r.Number == 0 || r.Number > len(tr.Races) {
		return 0, 0, false
	}
	told := tr.Races[r.Number-1]
	return told.Later, told.Earlier, told.Later >= 0 && told.Earlier >= 0
}

// woken reports whether a Cond woke a goroutine between two steps: that orders what
// the detector, which knows nothing of it, takes for a race.
func woken(tr *trace.Trace, from, to int) bool {
	return slices.ContainsFunc(tr.Events[from:to], func(e trace.Event) bool { return e.Op == sched.OpCondWait && e.Resumed })
}

// unordered returns the last of some accesses before step i, in order, that
// certainly is of the same memory, and that certainly nothing orders with it; -1
// if there is none. maybe are those of which that is not certain.
func unordered(tr *trace.Trace, order *trace.Causality, i int, others []int) (certain int, maybe []int) {
	if len(others) == 0 {
		return -1, nil
	}
	past := order.Past(i, others[0])
	for _, j := range slices.Backward(others) {
		same := tr.Events[i].Object != 0 && tr.Events[j].Object != 0
		switch {
		case same && !past[j-others[0]]:
			return j, nil
		case !order.Before(j, i):
			maybe = append(maybe, j)
		}
	}
	return -1, maybe
}

// matcher reports whether an event can be an access of the race. Other
// goroutines may come to the same line in other ways, which stacks tell apart.
func (r *Race) matcher(side int, tr *trace.Trace) func(event int) bool {
	a := &r.Accesses[side]
	site, ok := trace.User(a.Stack)
	if !ok {
		return func(int) bool { return false }
	}
	starts := map[trace.Frame]bool{}
	if len(a.Created) > 0 {
		starts = tr.StartedBy(a.Created[0])
	}
	sites := map[uint32]bool{} // by PC
	tasks := map[uint32]bool{}
	for i := range tr.Tasks {
		tasks[tr.Tasks[i].ID] = a.by(&tr.Tasks[i], starts)
	}
	return func(i int) bool {
		e := tr.Events[i]
		if !accesses(e.Op, a.Write) || !tasks[e.Task] {
			return false
		}
		if i < len(tr.Stacks) && len(tr.Stacks[i]) > 0 {
			stack := tr.Stacks[i]
			root := stack[len(stack)-1].Func
			return sameLine(stack, site) && sameCalls(a.Stack, stack, root == "runtime.goexit" || root == "testing.tRunner")
		}
		same, seen := sites[e.PC]
		if !seen {
			same = sameLine(tr.StackAt(i), site)
			sites[e.PC] = same
		}
		return same
	}
}

// by reports whether the access can be by a goroutine, as far as is known where
// that was started: starts are the go statements that the detector may mean.
func (a *Access) by(t *trace.Task, starts map[trace.Frame]bool) bool {
	switch {
	case len(a.Created) == 0 || t.CreatedAt.File == "":
		return true
	case a.ByTest():
		return trace.Package(t.CreatedAt.Func) == "testing"
	case a.Created[0].Func == "sync.(*WaitGroup).Go": // the detector loses its caller where that is inlined
		return strings.HasPrefix(t.Start, a.Created[0].Func)
	case trace.Machinery(a.Created[0].Func):
		return true
	}
	return starts[t.CreatedAt]
}

func sameLine(stack []trace.Frame, site trace.Frame) bool {
	f, ok := trace.User(stack)
	return ok && f.File == site.File && f.Line == site.Line
}

// sameCalls reports whether the lines of the detector's stack, which leaves out
// what is inlined, are among those of a recorded one, in their order. Of a
// recorded one the outer end may be cut off.
func sameCalls(detected, recorded []trace.Frame, complete bool) bool {
	for _, f := range detected {
		if f.File == "" || trace.Machinery(f.Func) || trace.Wrapper(f.Func) {
			continue
		}
		at := slices.IndexFunc(recorded, func(g trace.Frame) bool { return f.File == g.File && f.Line == g.Line })
		if at < 0 {
			return !complete
		}
		recorded = recorded[at+1:]
	}
	return true
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
