package trace

import (
	"cmp"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// An Edge says that step From happens before step To of another goroutine,
// because the two synchronize. Steps are indices of Trace.Events.
type Edge struct{ From, To int }

// A Causality is the order of a trace that does not depend on the schedule: the
// Go memory model's happens-before, as far as the events show it. What a Once
// does is known only if the trace has Stacks, and sync.Map, sync.Pool and
// synchronization inside the standard library give no edges.
type Causality struct {
	Edges []Edge // in order of To, then From
	Holds []Hold // in order of From

	tr         *Trace
	prev, next []int // per event, of the same goroutine; -1 is none
	began      []int // per event, that with which its operation began: another one if it is Resumed
	final      map[uint32]State
	into       []int // per event, the index of the first edge that leads to it
}

// Order works out the causality of a trace.
func Order(tr *Trace) *Causality {
	c := &Causality{tr: tr}
	o := newOrderer(tr, c)
	for i := range tr.Events {
		o.step(i)
	}
	for _, ch := range o.channels {
		ch.capacityEdges(c.edge)
	}
	o.subtests()
	slices.SortFunc(c.Edges, func(a, b Edge) int { return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.From, b.From)) })
	c.Edges = slices.Compact(c.Edges)
	c.into = make([]int, len(tr.Events)+1)
	k := 0
	for i := range c.into {
		for k < len(c.Edges) && c.Edges[k].To < i {
			k++
		}
		c.into[i] = k
	}
	return c
}

// edge adds an edge between two goroutines; -1 stands for a step that is unknown.
func (c *Causality) edge(from, to int) {
	if from >= 0 && to > from && c.tr.Events[from].Task != c.tr.Events[to].Task {
		c.Edges = append(c.Edges, Edge{from, to})
	}
}

// Next returns the step of the same goroutine that follows step i; -1 if there
// is none.
func (c *Causality) Next(i int) int { return c.next[i] }

// Into returns the edges that lead to step i.
func (c *Causality) Into(i int) []Edge { return c.Edges[c.into[i]:c.into[i+1]] }

// Before reports whether step a happens before step b. It takes time linear in
// the steps between the two.
func (c *Causality) Before(a, b int) bool {
	if a >= b {
		return false
	}
	reached := make([]bool, b-a+1)
	todo := []int{b}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for ; i >= a && !reached[i-a]; i = c.prev[i] {
			if i == a {
				return true
			}
			reached[i-a] = true
			for _, e := range c.Into(i) {
				if e.From >= a {
					todo = append(todo, e.From)
				}
			}
		}
	}
	return false
}

// Resumes returns the event with which the operation of event i goes on after
// a wait; -1 if it did not wait.
func (c *Causality) Resumes(i int) int {
	if n := c.next[i]; n >= 0 && c.tr.Events[n].Resumed {
		return n
	}
	return -1
}

// Waits reports whether the operation of step i was not done with that step:
// the goroutine had to wait.
func (c *Causality) Waits(i int) bool {
	return c.Resumes(i) >= 0 || c.next[i] < 0 && c.final[c.tr.Events[i].Task] == Blocked && mayWait(c.tr.Events[c.began[i]].Op)
}

// An orderer follows a trace, step by step.
type orderer struct {
	*Causality
	children map[uint32][]uint32
	first    map[uint32]int // the first event of each goroutine

	channels map[uint32]*channel
	locks    map[uint32]*lock
	rw       map[uint32]bool  // locks that are RWMutexes
	lent     map[uint32]Hold  // by goroutine: what Cond.Wait gave back
	groups   map[uint32][]int // WaitGroup: the last Done of each goroutine
	writes   map[uint32]int   // atomics: the last that may have written
	onces    map[uint32]int   // the first Do
	signals  map[uint32]int   // the last Signal or Broadcast
}

func newOrderer(tr *Trace, c *Causality) *orderer {
	n := len(tr.Events)
	c.prev, c.next, c.began, c.final = make([]int, n), make([]int, n), make([]int, n), map[uint32]State{}
	o := &orderer{
		Causality: c, children: map[uint32][]uint32{}, first: map[uint32]int{},
		channels: map[uint32]*channel{}, locks: map[uint32]*lock{}, rw: map[uint32]bool{}, lent: map[uint32]Hold{}, groups: map[uint32][]int{},
		writes: map[uint32]int{}, onces: map[uint32]int{}, signals: map[uint32]int{},
	}
	last := map[uint32]int{}
	for i, e := range tr.Events {
		o.next[i], o.prev[i], o.began[i] = -1, -1, i
		if p, ok := last[e.Task]; ok {
			o.prev[i], o.next[p] = p, i
			if e.Resumed {
				o.began[i] = o.began[p]
			}
		} else {
			o.first[e.Task] = i
		}
		last[e.Task] = i
		switch e.Op {
		case sched.OpRLock, sched.OpTryRLock, sched.OpRUnlock, sched.OpWLock, sched.OpTryWLock, sched.OpWUnlock:
			o.rw[e.Object] = true
		}
	}
	for _, t := range tr.Tasks {
		o.final[t.ID] = t.State
		o.children[t.Parent] = append(o.children[t.Parent], t.ID)
	}
	return o
}

func mayWait(op sched.Op) bool {
	switch op {
	case sched.OpSend, sched.OpRecv, sched.OpSelect, sched.OpLock, sched.OpRLock, sched.OpWLock, sched.OpWGWait, sched.OpCondWait, sched.OpOnce:
		return true
	}
	return false
}

func (o *orderer) step(i int) {
	e := o.tr.Events[i]
	op := o.tr.Events[o.began[i]].Op
	if e.Missed || e.Object == 0 && op != sched.OpGo && op != sched.OpSelect {
		return
	}
	switch op {
	case sched.OpGo:
		o.starts(i)
	case sched.OpSend, sched.OpRecv, sched.OpClose, sched.OpSelect:
		if !e.Resumed {
			o.communicate(i, op)
		}
	case sched.OpLock, sched.OpTryLock, sched.OpUnlock, sched.OpRLock, sched.OpTryRLock, sched.OpRUnlock,
		sched.OpWLock, sched.OpTryWLock, sched.OpWUnlock:
		l := o.lock(e.Object)
		l.announced = l.announced || op == sched.OpWLock
		if !o.Waits(i) {
			l.step(o.Causality, i, op)
		}
	case sched.OpCondWait:
		o.condition(i)
	case sched.OpCondSignal:
		o.signals[e.Object] = i
	case sched.OpWGDone:
		o.group(i)
	case sched.OpWGWait:
		if !o.Waits(i) {
			for _, done := range o.groups[e.Object] {
				o.edge(done, i)
			}
		}
	case sched.OpOnce:
		if first, ok := o.onces[e.Object]; !ok {
			o.onces[e.Object] = i
		} else if !o.Waits(i) {
			o.edge(o.endOfOnce(first), i)
		}
	case sched.OpAtomicLoad, sched.OpAtomicStore, sched.OpAtomicRMW:
		if w, ok := o.writes[e.Object]; ok && op != sched.OpAtomicStore {
			o.edge(w, i)
		}
		if op != sched.OpAtomicLoad {
			o.writes[e.Object] = i
		}
	}
}

// starts finds the goroutine that the go statement of event i made: the next
// child whose statement stands there.
func (o *orderer) starts(i int) {
	task := o.tr.Events[i].Task
	at, placed := o.tr.At(i)
	for k, id := range o.children[task] {
		made := o.tr.Task(id).CreatedAt
		if placed && made.File != "" && (made.File != at.File || made.Line != at.Line) {
			continue
		}
		if begin, ok := o.first[id]; ok && begin < i {
			continue
		} else if ok {
			o.edge(i, begin)
		}
		o.children[task] = slices.Delete(o.children[task], k, k+1)
		return
	}
}

// endOfOnce returns the last event of the function that Once.Do of event i
// called, as far as stacks show it.
func (o *orderer) endOfOnce(i int) int {
	for n := o.next[i]; n >= 0 && n < len(o.tr.Stacks) && calls(o.tr.Stacks[n], "sync.(*Once).doSlow"); n = o.next[n] {
		i = n
	}
	return i
}

func calls(stack []Frame, fn string) bool {
	return slices.ContainsFunc(stack, func(f Frame) bool { return f.Func == fn })
}

// subtests adds the edges of testing.T.Run, which has no steps of its own: the
// test goes on when the subtest has ended or waits for its turn.
func (o *orderer) subtests() {
	for _, t := range o.tr.Tasks {
		begin, ok := o.first[t.ID]
		if !ok || t.CreatedAt.Func != "testing.(*T).Run" {
			continue
		}
		end := begin
		for o.next[end] >= 0 {
			end = o.next[end]
		}
		before, after := -1, -1
		for i, e := range o.tr.Events {
			if e.Task == t.Parent && i < begin {
				before = i
			} else if e.Task == t.Parent {
				after = i
				break
			}
		}
		o.edge(before, begin)
		if t.State == Ended && after > end {
			o.edge(end, after)
		}
	}
}

// group notes a Done. Only the last one of each goroutine matters.
func (o *orderer) group(i int) {
	e := o.tr.Events[i]
	list := o.groups[e.Object]
	for k, was := range list {
		if o.tr.Events[was].Task == e.Task {
			list[k] = i
			return
		}
	}
	o.groups[e.Object] = append(list, i)
}

// condition follows Cond.Wait: it gives back a lock, the one taken last, waits
// for a signal, and takes the lock again.
func (o *orderer) condition(i int) {
	e := o.tr.Events[i]
	if !e.Resumed {
		for k := len(o.Holds) - 1; k >= 0; k-- {
			if h := o.Holds[k]; h.Task == e.Task && h.To < 0 {
				o.lent[e.Task] = h
				o.lock(h.Object).giveBack(o.Causality, i, h.Read)
				break
			}
		}
		return
	}
	if s, ok := o.signals[e.Object]; ok && s > o.began[i] {
		o.edge(s, i)
	}
	if o.Waits(i) {
		return
	}
	if h, ok := o.lent[e.Task]; ok {
		delete(o.lent, e.Task)
		o.lock(h.Object).take(o.Causality, i, h.Read)
	}
}

func (o *orderer) lock(object uint32) *lock {
	l := o.locks[object]
	if l == nil {
		l = &lock{object: object, unlocked: -1, rw: o.rw[object]}
		o.locks[object] = l
	}
	return l
}
