package trace

import (
	"slices"
	"strings"
)

// conditions follow Cond and Once, whose operations do not name the lock that
// they use.
type conditions struct {
	lock    map[uint32]uint32 // of each Cond; nil while it is to be found out
	held    map[uint32]map[uint32]bool
	sure    map[uint32]uint32
	signals map[uint32][]int
	lent    map[uint32]Hold   // by goroutine: what Cond.Wait gave back
	queue   map[uint32][]int  // of each Cond: the steps at which those began to wait that nobody signaled yet
	woken   map[int]int       // by such a step: the signal, where it is certain
	vague   map[uint32]bool   // Conds of which some signal may have been for one or for all
	doubted map[uint32][]int  // by goroutine that waits with several locks: holds that it may have given back
	doubts  map[uint32]uint32 // by goroutine that waits with several locks: the Cond
}

func newConditions(lock map[uint32]uint32) *conditions {
	return &conditions{
		lock: lock, held: map[uint32]map[uint32]bool{}, sure: map[uint32]uint32{}, signals: map[uint32][]int{},
		lent: map[uint32]Hold{}, queue: map[uint32][]int{}, woken: map[int]int{}, vague: map[uint32]bool{},
		doubted: map[uint32][]int{}, doubts: map[uint32]uint32{},
	}
}

// locks returns the lock of each Cond: the one that all had who waited, or that
// was taken from one who waited.
func (cs *conditions) locks() map[uint32]uint32 {
	out := map[uint32]uint32{}
	for cond, held := range cs.held {
		if len(held) == 1 {
			for l := range held {
				out[cond] = l
			}
		}
	}
	for cond, l := range cs.sure {
		out[cond] = l
	}
	return out
}

// waitsWith notes the locks that a goroutine has when it waits for a Cond.
func (cs *conditions) waitsWith(cond uint32, held []Hold) {
	now := map[uint32]bool{}
	for _, h := range held {
		if was := cs.held[cond]; was == nil || was[h.Object] {
			now[h.Object] = true
		}
	}
	cs.held[cond] = now
}

// condition follows Cond.Wait: it gives back a lock, waits for a signal, and
// takes the lock again.
func (o *orderer) condition(i int) {
	e, cs := o.tr.Events[i], o.conds
	cond := o.tr.Events[o.began[i]].Object
	if !e.Resumed {
		cs.queue[cond] = append(cs.queue[cond], i)
		o.lends(i, cond)
		return
	}
	if !o.Waits(i) { // it has them all again
		delete(cs.doubts, e.Task)
		for _, k := range cs.doubted[e.Task] {
			o.Holds[k].Unsure = o.Holds[k].To >= 0
		}
		delete(cs.doubted, e.Task)
	}
	o.signaled(i, cond)
	h, ok := cs.lent[e.Task]
	if o.Waits(i) {
		o.again[e.Task] = Hold{Object: h.Object, Task: e.Task, From: i, To: -1, Read: h.Read}
	} else {
		delete(o.again, e.Task)
	}
	if !ok {
		return
	}
	l := o.lock(h.Object)
	switch {
	case h.Read:
		if !o.Waits(i) {
			l.take(o, i, true)
		}
	case !o.Waits(i):
		l.writer, l.announced = l.rw, l.rw
		l.take(o, i, false)
		l.afterReaders(o.Causality, i)
	case l.rw && !l.writer: // it has the writers' mutex, and waits for readers
		l.writer, l.announced = true, true
	}
	if !o.Waits(i) {
		delete(cs.lent, e.Task)
	}
}

// lends ends the hold of the lock that Cond.Wait gives back. Which one it is is
// in doubt if the goroutine has several.
func (o *orderer) lends(i int, cond uint32) {
	e, cs := o.tr.Events[i], o.conds
	var held []Hold
	for _, k := range o.heldBy(e.Task) {
		held = append(held, o.Holds[k])
	}
	cs.waitsWith(cond, held)
	object, known := cs.lock[cond]
	if !known && len(held) == 1 {
		object, known = held[0].Object, true
	}
	if !known {
		cs.doubts[e.Task] = cond
		for _, k := range o.heldBy(e.Task) {
			if cs.lock != nil && !o.Holds[k].Unsure {
				o.Holds[k].Unsure, o.Holds[k].Lent = true, true
				cs.doubted[e.Task] = append(cs.doubted[e.Task], k)
			}
		}
		return
	}
	for k := len(held) - 1; k >= 0; k-- {
		if held[k].Object == object {
			cs.lent[e.Task] = held[k]
			l := o.lock(object)
			if !held[k].Read {
				l.writer, l.announced = false, false
			}
			l.giveBack(o.Causality, i, held[k].Read)
			return
		}
	}
}

// signal notes a Signal or Broadcast in step i. Those who wait are woken in the
// order in which they came.
func (o *orderer) signal(i int, cond uint32) {
	cs := o.conds
	cs.signals[cond] = append(cs.signals[cond], i)
	stack := o.tr.StackAt(i)
	n := len(cs.queue[cond])
	switch {
	case calls(stack, "sync.(*Cond).Signal"):
		n = min(n, 1)
	case !calls(stack, "sync.(*Cond).Broadcast"):
		cs.vague[cond] = true
	}
	for _, began := range cs.queue[cond][:n] {
		cs.woken[began] = i
	}
	cs.queue[cond] = cs.queue[cond][n:]
}

// signaled adds the edge from what woke a goroutine. If that is not certain, it is
// the one signal since it waits, or may be any of several.
func (o *orderer) signaled(i int, cond uint32) {
	if by, ok := o.conds.woken[o.began[i]]; ok && !o.conds.vague[cond] {
		o.edge(by, i)
		return
	}
	all := o.conds.signals[cond]
	from, _ := slices.BinarySearch(all, o.began[i])
	since := all[from:]
	if len(since) == 1 {
		o.edge(since[0], i)
		return
	}
	for _, s := range since {
		o.mayEdge(s, i)
	}
}

// once follows Once.Do: who comes later goes on when the first one's function
// has ended.
func (o *orderer) once(i int, object uint32) {
	doer, ok := o.doing[object]
	if !ok {
		o.doing[object] = i
		return
	}
	if o.Waits(i) {
		return
	}
	o.done[object] = true
	end, sure := o.endOfOnce(doer)
	o.edge(end, i)
	if !sure {
		o.mayEdge(o.latest[o.tr.Events[doer].Task], i)
	}
}

// endOfOnce returns the last event of the function that Once.Do of event i
// called, as far as stacks show it; sure says that they do.
func (o *orderer) endOfOnce(i int) (end int, sure bool) {
	stack, complete := o.stack(i)
	depth := onces(stack)
	for n := o.next[i]; n >= 0 && complete; n = o.next[n] {
		if stack, complete = o.stack(n); !complete {
			return i, false
		}
		if onces(stack) <= depth {
			return i, true
		}
		i = n
	}
	return i, complete
}

// onces counts the functions in a stack that a Once has called.
func onces(stack []Frame) int {
	n := 0
	for _, f := range stack {
		if f.Func == "sync.(*Once).doSlow" {
			n++
		}
	}
	return n
}

func calls(stack []Frame, fn string) bool {
	return slices.ContainsFunc(stack, func(f Frame) bool { return strings.HasPrefix(f.Func, fn) })
}

// heldBy returns the locks that a goroutine has, as indices of Holds in order.
func (o *orderer) heldBy(task uint32) []int {
	var out []int
	for _, l := range o.locks {
		for _, k := range l.held {
			if o.Holds[k].Task == task {
				out = append(out, k)
			}
		}
	}
	slices.Sort(out)
	return out
}

func (o *orderer) lock(object uint32) *lock {
	l := o.locks[object]
	if l == nil {
		l = &lock{object: object, unlocked: -1, rw: o.rw[object]}
		o.locks[object] = l
	}
	return l
}
