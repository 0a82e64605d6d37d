package finding

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Wait is a goroutine that waits for another.
type Wait struct {
	Task   uint32
	For    string      // "Lock", "receive", "select"
	Object uint32      // 0 is unknown
	At     trace.Frame // zero if the stack is unknown
	Event  int         // of the trace: where it asked for what it waits for; -1 is unknown
	Holds  []Hold      // the lock's holders that it waits for
	Others []uint32    // who could have woken it: the other side of a channel, the rest of a group
	lock   bool
}

// A Deadlock says who waits for whom at the end of an execution.
type Deadlock struct {
	Waits []Wait   // in order of task
	Cycle []uint32 // each waits for the next, the last for the first; empty if there is none
	Soft  bool     // the cycle is not of locks alone: some of its members could have been woken by others
	Cut   bool     // not all steps were recorded: holders are unknown

	tr *trace.Trace
}

// Explain works out who waits for whom. steps is the number of steps of the
// execution, of which the trace may have only the first.
func Explain(tr *trace.Trace, steps int) *Deadlock {
	if tr == nil {
		tr = &trace.Trace{}
	}
	d := &Deadlock{tr: tr, Cut: steps > len(tr.Events)}
	asked := pending(tr)
	held := holders(tr)
	used := usersOf(tr)
	for _, t := range tr.Tasks {
		if t.State != trace.Blocked || tr.Hidden(t.ID) {
			continue
		}
		w := Wait{Task: t.ID, For: t.Wait, Object: t.Object, Event: -1}
		w.At, _ = trace.User(t.Stack)
		op := t.Op
		if !blocks(op) {
			op = sched.OpNone
		}
		if i, ok := asked[t.ID]; ok {
			e := tr.Events[i]
			op, w.Object, w.Event = e.Op, e.Object, i
			if at, ok := tr.At(i); ok && w.At == (trace.Frame{}) {
				w.At = at
			}
		}
		if op != sched.OpNone {
			w.For = op.String()
		} else if fn := inTesting(t.Stack); fn != "" {
			w.For, w.Object = fn, 0 // the channel is not the program's
		}
		w.lock = acquires(op) != notLock
		if !d.Cut {
			w.Holds = heldFor(held[w.Object], op, t.ID)
		}
		if len(w.Holds) == 0 {
			w.Others = others(tr, &t, op, used[w.Object])
		}
		d.Waits = append(d.Waits, w)
	}
	if d.Cycle = d.cycle(false); d.Cycle == nil {
		d.Cycle = d.cycle(true)
		d.Soft = d.Cycle != nil
	}
	return d
}

// heldFor returns the holders that keep op of task from going on, one entry
// for each goroutine. A writer that has announced itself waits for readers;
// everybody else waits for the writer.
func heldFor(holds []Hold, op sched.Op, task uint32) []Hold {
	if acquires(op) == notLock {
		return nil
	}
	var readers, writers []Hold
	for _, h := range holds {
		to := &writers
		if h.Read {
			to = &readers
		}
		if !slices.ContainsFunc(*to, func(o Hold) bool { return o.Task == h.Task }) {
			*to = append(*to, h)
		}
	}
	if op != sched.OpWLock {
		return writers
	}
	if len(readers) > 0 {
		return readers
	}
	// Its own hold is of the writers' mutex.
	return slices.DeleteFunc(writers, func(h Hold) bool { return h.Task == task })
}

// partners are the operations that can wake a goroutine blocked in the key.
var partners = map[sched.Op][]sched.Op{
	sched.OpSend:     {sched.OpRecv, sched.OpSelect},
	sched.OpRecv:     {sched.OpSend, sched.OpClose, sched.OpSelect},
	sched.OpSelect:   {sched.OpSend, sched.OpRecv, sched.OpClose, sched.OpSelect},
	sched.OpWGWait:   {sched.OpWGAdd, sched.OpWGDone},
	sched.OpCondWait: {sched.OpCondSignal},
	sched.OpOnce:     {sched.OpOnce},
}

// A user is a goroutine that performed an operation on some object.
type user struct {
	task uint32
	op   sched.Op
}

// usersOf returns who did what to each object, each once, in order.
func usersOf(tr *trace.Trace) map[uint32][]user {
	type use struct {
		object uint32
		user
	}
	seen := map[use]bool{}
	out := map[uint32][]user{}
	for _, e := range tr.Events {
		u := use{e.Object, user{e.Task, e.Op}}
		if e.Object != 0 && !seen[u] {
			seen[u] = true
			out[e.Object] = append(out[e.Object], u.user)
		}
	}
	return out
}

// others returns the goroutines that could have woken t: those that used the
// object from the other side before, and for a WaitGroup those that t started
// and that have not ended.
func others(tr *trace.Trace, t *trace.Task, op sched.Op, used []user) []uint32 {
	var out []uint32
	for _, u := range used {
		if u.task != t.ID && slices.Contains(partners[op], u.op) {
			out = append(out, u.task)
		}
	}
	if op == sched.OpWGWait {
		for _, c := range tr.Tasks {
			if c.Parent == t.ID && c.State != trace.Ended {
				out = append(out, c.ID)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// cycle returns the first cycle from the lowest goroutine on. soft also
// follows waits that are not for locks.
func (d *Deadlock) cycle(soft bool) []uint32 {
	next := map[uint32][]uint32{}
	for _, w := range d.Waits {
		for _, h := range w.Holds {
			next[w.Task] = append(next[w.Task], h.Task)
		}
		if soft {
			next[w.Task] = append(next[w.Task], w.Others...)
		}
	}
	done := map[uint32]bool{}
	for _, w := range d.Waits {
		if c := walk(next, w.Task, done); c != nil {
			return lowestFirst(c)
		}
	}
	return nil
}

// walk looks for a cycle depth first, without recursion: there may be
// thousands of goroutines in a row.
func walk(next map[uint32][]uint32, from uint32, done map[uint32]bool) []uint32 {
	if done[from] {
		return nil
	}
	path, edge := []uint32{from}, []int{0}
	onPath := map[uint32]int{from: 0}
	for len(path) > 0 {
		at := path[len(path)-1]
		if edge[len(edge)-1] == len(next[at]) {
			done[at] = true
			delete(onPath, at)
			path, edge = path[:len(path)-1], edge[:len(edge)-1]
			continue
		}
		to := next[at][edge[len(edge)-1]]
		edge[len(edge)-1]++
		if i, ok := onPath[to]; ok {
			return path[i:]
		}
		if !done[to] {
			onPath[to] = len(path)
			path, edge = append(path, to), append(edge, 0)
		}
	}
	return nil
}

func lowestFirst(cycle []uint32) []uint32 {
	low := slices.Index(cycle, slices.Min(cycle))
	return slices.Concat(cycle[low:], cycle[:low])
}

// wait returns the entry of a goroutine.
func (d *Deadlock) wait(task uint32) *Wait {
	for i := range d.Waits {
		if d.Waits[i].Task == task {
			return &d.Waits[i]
		}
	}
	return nil
}

// Sites returns where the goroutines of a cycle of locks wait, else where all
// that are blocked do. Which others could wake a goroutine depends on the
// schedule, so a soft cycle does not choose.
func (d *Deadlock) Sites() []trace.Frame {
	var out []trace.Frame
	for _, w := range d.Waits {
		member := d.Soft || len(d.Cycle) == 0 || slices.Contains(d.Cycle, w.Task)
		if member && w.At.Func != "" {
			out = append(out, w.At)
		}
	}
	return out
}
