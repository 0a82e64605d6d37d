package trace

import (
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// An openOrder is what is needed to say which steps may synchronize although no
// event shows that they do.
type openOrder struct {
	sent    map[uint32]bool   // channels that a goroutine sends on or closes
	placed  map[uint32]bool   // goroutines whose go statement is known
	timers  map[uint32]int    // by goroutine: the last step at which it set or stopped a timer
	used    map[uint32]int    // the last use of each sync.Map, sync.Pool
	ranging map[uint32]uint32 // by goroutine: the sync.Map that it ranges over
}

func newOpenOrder() openOrder {
	return openOrder{map[uint32]bool{}, map[uint32]bool{}, map[uint32]int{}, map[uint32]int{}, map[uint32]uint32{}}
}

// look adds the edges into step i that depend on what has no events.
func (o *orderer) look(i int) {
	e := o.tr.Events[i]
	if m, ok := o.open.ranging[e.Task]; ok {
		// Range reads one entry after the other, and calls the function between.
		o.mayEdge(o.open.used[m], i)
		if stack, complete := o.stack(i); complete && !calls(stack, "sync.(*Map).Range") {
			delete(o.open.ranging, e.Task)
		}
	}
	if o.first[e.Task] == i && !o.open.placed[e.Task] {
		o.unplaced(i)
	}
	switch e.Op {
	case sched.OpTimer:
		o.open.timers[e.Task] = i
	case sched.OpMap, sched.OpMapRange, sched.OpPool:
		if was, ok := o.open.used[e.Object]; ok {
			o.mayEdge(was, i)
		}
		o.open.used[e.Object] = i
		if e.Op == sched.OpMapRange {
			o.open.ranging[e.Task] = e.Object
		}
	case sched.OpReturn:
		o.walls[i] = true
	case sched.OpResume:
		if !o.endsSubtest(i) {
			o.walls[i] = true
		}
	}
	if e.Object == 0 && !e.Missed && synchronizes(e.Op) { // the table of objects was full
		o.walls[i] = true
	}
}

// unplaced is told of the first step of a goroutine whose go statement is no
// step: a quiet package started it, or a timer.
func (o *orderer) unplaced(i int) {
	t := o.final[o.tr.Events[i].Task]
	if t == nil {
		return
	}
	if t.Parent != 0 {
		if p, ok := o.latest[t.Parent]; ok {
			o.mayEdge(p, i)
		}
		return
	}
	o.afterTimers(i)
}

// afterTimers is for what a timer causes: whoever set it comes before.
func (o *orderer) afterTimers(i int) {
	for _, was := range o.open.timers {
		o.mayEdge(was, i)
	}
}

// endsSubtest reports whether a goroutine that goes on may have waited for its
// subtests, and all of them have ended.
func (o *orderer) endsSubtest(i int) bool {
	found := false
	for _, t := range o.tr.Tasks {
		if t.Parent != o.tr.Events[i].Task || t.CreatedAt.Func != runSubtest {
			continue
		}
		if begin, ok := o.first[t.ID]; !ok || begin > i {
			continue
		}
		if last := o.latest[t.ID]; o.next[last] >= 0 || t.State != Ended {
			return false
		}
		found = true
	}
	return found
}

// fromNowhere is told of a receive in step i of a value that no goroutine is
// seen to have sent.
func (o *orderer) fromNowhere(ch *channel, object uint32, i int) {
	if ch.capacity == 1 && !o.open.sent[object] && len(o.open.timers) > 0 {
		o.afterTimers(i)
		return
	}
	o.walls[i] = true
}

// synchronizes reports whether an operation orders goroutines by its object.
func synchronizes(op sched.Op) bool {
	switch op {
	case sched.OpSend, sched.OpRecv, sched.OpClose, sched.OpLock, sched.OpTryLock, sched.OpRLock, sched.OpTryRLock, sched.OpWLock, sched.OpTryWLock,
		sched.OpWGWait, sched.OpCondWait, sched.OpOnce, sched.OpMap, sched.OpMapRange, sched.OpPool, sched.OpAtomicLoad, sched.OpAtomicRMW:
		return true
	}
	return false
}

// always reports whether an update of sync/atomic surely writes: a
// compare-and-swap may not.
func (o *orderer) always(i int) bool {
	stack := o.tr.StackAt(i)
	return len(stack) > 0 && Package(stack[0].Func) == "sync/atomic" && !strings.Contains(stack[0].Func, "CompareAndSwap")
}

// stack returns the stack at step i, if it is known down to where the goroutine
// began.
func (o *orderer) stack(i int) (stack []Frame, complete bool) {
	if i >= len(o.tr.Stacks) || len(o.tr.Stacks[i]) == 0 {
		return nil, false
	}
	stack = o.tr.Stacks[i]
	t := o.final[o.tr.Events[i].Task]
	root := stack[len(stack)-1].Func
	return stack, root == "runtime.goexit" || root == "testing.tRunner" || t != nil && root == t.Start
}
