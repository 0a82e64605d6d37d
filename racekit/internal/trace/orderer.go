package trace

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// An orderer follows a trace, step by step.
type orderer struct {
	*Causality
	children map[uint32][]uint32
	first    map[uint32]int // the first event of each goroutine
	latest   map[uint32]int // the last event of each goroutine so far

	channels map[uint32]*channel
	locks    map[uint32]*lock
	rw       map[uint32]bool  // locks that are RWMutexes
	groups   map[uint32][]int // WaitGroup: the last Done of each goroutine
	writes   map[uint32]int   // atomics: the last that wrote
	swaps    map[uint32]int   // atomics: the last that may have written, since then
	conds    *conditions
	open     openOrder
}

// follow goes through a trace. condLocks are the locks of its Conds; nil if they
// are to be found out.
func follow(tr *Trace, condLocks map[uint32]uint32) *orderer {
	n := len(tr.Events)
	c := &Causality{
		tr: tr, prev: make([]int, n), next: make([]int, n), on: make([]int, n), began: make([]int, n),
		final: map[uint32]*Task{}, last: map[uint32]int{}, started: map[int]uint32{}, doing: map[uint32]int{}, done: map[uint32]bool{}, walls: map[int]bool{}, again: map[uint32]Hold{},
	}
	o := &orderer{
		Causality: c, children: map[uint32][]uint32{}, first: map[uint32]int{}, latest: map[uint32]int{},
		channels: map[uint32]*channel{}, locks: map[uint32]*lock{}, rw: map[uint32]bool{}, groups: map[uint32][]int{},
		writes: map[uint32]int{}, swaps: map[uint32]int{}, conds: newConditions(condLocks), open: newOpenOrder(),
	}
	o.chain()
	for i := range tr.Tasks {
		t := &tr.Tasks[i]
		o.final[t.ID] = t
		o.children[t.Parent] = append(o.children[t.Parent], t.ID)
	}
	for i, e := range tr.Events {
		o.look(i)
		o.step(i)
		o.latest[e.Task] = i
	}
	return o
}

// chain finds what the steps of one goroutine have to do with each other.
func (o *orderer) chain() {
	last := map[uint32]int{}
	for i, e := range o.tr.Events {
		o.next[i], o.prev[i], o.on[i], o.began[i] = -1, -1, -1, i
		if p, ok := last[e.Task]; ok {
			o.prev[i], o.next[p] = p, i
		} else {
			o.first[e.Task] = i
		}
		last[e.Task] = i
		switch e.Op {
		case sched.OpRLock, sched.OpTryRLock, sched.OpRUnlock, sched.OpWLock, sched.OpTryWLock, sched.OpWUnlock:
			o.rw[e.Object] = true
		case sched.OpSend, sched.OpClose:
			o.open.sent[e.Object] = true
		case sched.OpSelect:
			o.open.sent[e.Object] = o.open.sent[e.Object] || e.Sent
		}
		if p, ok := o.last[e.Task]; ok {
			if o.ofPrimitive(i) && !e.Resumed {
				continue
			}
			o.on[p] = i
			if e.Resumed {
				o.began[i] = o.began[p]
			}
		}
		o.last[e.Task] = i
	}
}

// ofPrimitive reports whether step i is an access of a lock or its kin to its
// own memory.
func (o *orderer) ofPrimitive(i int) bool {
	if op := o.tr.Events[i].Op; op != sched.OpRead && op != sched.OpWrite {
		return false
	}
	stack := o.tr.StackAt(i)
	return len(stack) > 0 && Machinery(stack[0].Func)
}

func (o *orderer) step(i int) {
	e := o.tr.Events[i]
	op := o.tr.Events[o.began[i]].Op
	object := e.Object
	if op != sched.OpSelect {
		object = o.tr.Events[o.began[i]].Object
	}
	if e.Missed || object == 0 && op != sched.OpGo && op != sched.OpSelect {
		return
	}
	switch op {
	case sched.OpGo:
		o.starts(i)
	case sched.OpSend, sched.OpRecv, sched.OpClose, sched.OpSelect:
		if e.Resumed {
			o.arrives(i)
		} else {
			o.communicate(i, op)
		}
	case sched.OpLock, sched.OpTryLock, sched.OpUnlock, sched.OpRLock, sched.OpTryRLock, sched.OpRUnlock,
		sched.OpWLock, sched.OpTryWLock, sched.OpWUnlock, sched.OpFlock, sched.OpRFlock, sched.OpFunlock:
		l := o.lock(object)
		l.announced = l.announced || op == sched.OpWLock
		if !o.Waits(i) {
			l.step(o, i, op)
		}
	case sched.OpCondWait:
		o.condition(i)
	case sched.OpCondSignal:
		o.signal(i, object)
	case sched.OpWGDone:
		o.group(i)
	case sched.OpWGWait:
		if !o.Waits(i) {
			for _, done := range o.groups[object] {
				o.edge(done, i)
			}
		}
	case sched.OpOnce:
		o.once(i, object)
	case sched.OpAtomicLoad, sched.OpAtomicStore, sched.OpAtomicRMW:
		o.atomic(i, op)
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
		o.started[i] = id
		o.open.placed[id] = true
		o.children[task] = slices.Delete(o.children[task], k, k+1)
		return
	}
}

// subtests adds the edges of testing.T.Run, which has no steps of its own: the
// test goes on when the subtest has ended or waits for its turn.
func (o *orderer) subtests() {
	for _, t := range o.tr.Tasks {
		begin, ok := o.first[t.ID]
		if !ok || t.CreatedAt.Func != runSubtest {
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

const runSubtest = "testing.(*T).Run"

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

// atomic follows an operation of sync/atomic. A compare-and-swap whose outcome
// is unknown may have written.
func (o *orderer) atomic(i int, op sched.Op) {
	object := o.tr.Events[i].Object
	if op != sched.OpAtomicStore {
		if w, ok := o.writes[object]; ok {
			o.edge(w, i)
		}
		if w, ok := o.swaps[object]; ok {
			o.mayEdge(w, i)
		}
	}
	v, known := o.tr.Values[i]
	switch {
	case op == sched.OpAtomicLoad || v.Failed:
	case op == sched.OpAtomicRMW && !known && !o.always(i):
		o.swaps[object] = i
	default:
		o.writes[object] = i
		delete(o.swaps, object)
	}
}
