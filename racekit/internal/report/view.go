package report

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A view is a trace with what is worked out of it, for those who show it.
type view struct {
	*trace.Trace
	order *trace.Causality
	held  map[uint32][]int // of each lock: indices in order.Holds
	dead  bool             // the process was ended: how its goroutines stood is not known
	cut   bool             // not all steps were recorded: the last one of a goroutine is not known
	over  uint32           // the goroutine that ended the execution, and so waits for nothing; 0 is none
}

func newView(tr *trace.Trace) *view {
	if tr == nil {
		tr = &trace.Trace{}
	}
	v := &view{Trace: tr, order: trace.Order(tr), held: map[uint32][]int{}}
	for i, h := range v.order.Holds {
		v.held[h.Object] = append(v.held[h.Object], i)
	}
	return v
}

// leaves says why the goroutine of step i stops there; "" if it goes on. Step
// to is the next of another goroutine.
func (v *view) leaves(i, to int) string {
	e := v.Events[i]
	switch {
	case e.Op == sched.OpYield || e.Op == sched.OpPoint:
		return "yields"
	case preempted(v.Trace, i, to):
		return "preempted"
	case v.cut && v.order.Next(i) < 0:
		return ""
	case v.order.Waits(i) && (v.order.Next(i) >= 0 || e.Task != v.over), v.dead && v.stands(i):
		switch who := v.holder(i); who {
		case 0:
			return waits
		case e.Task:
			return waits + " for itself"
		default:
			return waits + " for " + v.Name(who)
		}
	case e.Op == sched.OpSleep:
		return "sleeps"
	case v.order.Next(i) < 0 && v.state(e.Task) == trace.Ended && !v.dead:
		return "ends"
	}
	return ""
}

// stands reports whether the last step of a goroutine asks for a lock that
// another one has.
func (v *view) stands(i int) bool { return v.order.Next(i) < 0 && v.holder(i) != 0 }

// holder returns who has the lock that step i waits for; 0 if it waits for
// something else, or that is not certain.
func (v *view) holder(i int) uint32 {
	const back = 100 // holds that are looked at: there may be many readers
	e, held := v.Events[i], v.held[v.Events[i].Object]
	if e.Op != sched.OpLock && e.Op != sched.OpRLock && e.Op != sched.OpWLock {
		return 0
	}
	n := sort.Search(len(held), func(k int) bool { return v.order.Holds[held[k]].From >= i })
	for k := n - 1; k >= max(0, n-back); k-- {
		h := v.order.Holds[held[k]]
		blocks := !h.Read || e.Op != sched.OpRLock
		if blocks && !h.Unsure && (h.To < 0 || h.To > i) {
			return h.Task
		}
	}
	return 0
}

func (v *view) state(id uint32) trace.State {
	if t := v.Task(id); t != nil {
		return t.State
	}
	return trace.Ended
}

// stops says why the goroutine of step i, which may take more steps in a row,
// gives way to another; "" if that is unknown. ever says that it comes back.
func (v *view) stops(i int) (why string, ever bool) {
	task := v.Events[i].Task
	for i+1 < len(v.Events) && v.Events[i+1].Task == task {
		i++
	}
	return v.leaves(i, min(i+1, len(v.Events)-1)), v.order.Next(i) >= 0
}

// words says what step i does.
func (v *view) words(i int) string {
	e := v.Events[i]
	op := e.Op.String()
	switch {
	case v.Values[i].Swaps:
		return "CAS"
	case e.Op == sched.OpSelect && e.Missed:
		return "default"
	case e.Missed:
		return "no " + op
	case e.Op == sched.OpSelect && e.Sent:
		return "select send"
	case e.Op == sched.OpSelect && e.Object != 0:
		return "select receive"
	case e.Op == sched.OpTimer || e.Op.Outside():
		return v.called(i)
	}
	return op
}

// called names the function by which the program came to step i: "Timer.Stop".
func (v *view) called(i int) string {
	for _, f := range slices.Backward(v.StackAt(i)) {
		name, pkg := trace.Short(f.Func), trace.Package(f.Func)
		if pkg != "time" && pkg != "os" && pkg != "syscall" || trace.IsLiteral(f.Func) {
			continue
		}
		return strings.NewReplacer("(*", "", ")", "").Replace(name)
	}
	return v.Events[i].Op.String()
}

// value is what step i reads or writes, " 90"; "" if that is unknown.
func (v *view) value(i int) string {
	if text := v.ValueText(i); text != "" {
		return " " + text
	}
	return ""
}

// object names what a step is about; "" if that is nothing.
func object(e trace.Event) string {
	if e.Object == 0 {
		return ""
	}
	return fmt.Sprintf(" #%d", e.Object)
}
