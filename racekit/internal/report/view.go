package report

import (
	"fmt"
	"sort"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A view is a trace with what is worked out of it, for those who show it.
type view struct {
	*trace.Trace
	order *trace.Causality
	held  map[uint32][]int // of each lock: indices in order.Holds
}

func newView(tr *trace.Trace) *view {
	if tr == nil {
		tr = &trace.Trace{}
	}
	v := &view{tr, trace.Order(tr), map[uint32][]int{}}
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
	case v.order.Waits(i):
		if who := v.holder(i); who != 0 {
			return "waits for " + v.Name(who)
		}
		return "waits"
	case e.Op == sched.OpSleep:
		return "sleeps"
	case e.Op == sched.OpYield || e.Op == sched.OpPoint:
		return "yields"
	case v.order.Next(i) < 0 && v.state(e.Task) == trace.Ended:
		return "ends"
	case preempted(v.Trace, i, to):
		return "preempted"
	}
	return ""
}

// holder returns who has the lock that step i waits for; 0 if it waits for
// something else.
func (v *view) holder(i int) uint32 {
	const back = 100 // holds that are looked at: there may be many readers
	e, held := v.Events[i], v.held[v.Events[i].Object]
	n := sort.Search(len(held), func(k int) bool { return v.order.Holds[held[k]].From >= i })
	for k := n - 1; k >= max(0, n-back); k-- {
		if h := v.order.Holds[held[k]]; h.Task != e.Task && (h.To < 0 || h.To > i) {
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

// object names what step i is about; "" if that is nothing.
func (v *view) object(i int) string {
	if n := v.Events[i].Object; n != 0 {
		return fmt.Sprintf("#%d", n)
	}
	return ""
}
