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
	Event  int         // of the trace: from where it waits to the end; -1 is unknown
	Holds  []Hold      // who has the lock that it waits for, or runs the function of the Once
	Needs  []uint32    // of a WaitGroup: goroutines that have to end
	Others []uint32    // who did before what would wake it; whether they would again is unknown

	op     sched.Op
	lock   uint32 // waits for this one; 0 is none, or unknown
	unsure []Hold // who may have the lock: that cannot be told
	more   bool   // of a WaitGroup: it may wait for others too
	quiet  bool   // what would wake it was done without events
	woken  bool   // Cond.Wait was signaled, and takes its lock again
}

// A Deadlock says who waits for whom at the end of an execution.
type Deadlock struct {
	Waits   []Wait   // in order of task
	Cycle   []uint32 // each waits for the next, the last for the first; empty if there is none
	Soft    bool     // the cycle is not of locks alone
	Perhaps []uint32 // a cycle if those who woke others before would have done it again
	Cut     bool     // not all steps were recorded: holders are unknown

	tr   *trace.Trace
	most int // waits that Text lists; 0 is maxWaits
}

// Explain works out who waits for whom. steps is the number of steps of the
// execution, of which the trace may have only the first.
func Explain(tr *trace.Trace, steps int) *Deadlock {
	if tr == nil {
		tr = &trace.Trace{}
	}
	d := &Deadlock{tr: tr, Cut: steps > len(tr.Events)}
	order := trace.Order(tr)
	asked := order.Pending()
	held := holders(tr, order, asked)
	for _, t := range tr.Tasks {
		if t.State != trace.Blocked || tr.Hidden(t.ID) {
			continue
		}
		w := Wait{Task: t.ID, For: t.Wait, Object: t.Object, Event: -1}
		w.At, _ = trace.User(t.Stack)
		if blocks(t.Op) {
			w.op = t.Op
		}
		if i, ok := asked[t.ID]; ok && !d.Cut { // later steps are unknown
			w.op, w.Object, w.Event = tr.Events[order.Began(i)].Op, tr.Events[i].Object, i
			if at, ok := tr.At(i); ok && w.At == (trace.Frame{}) {
				w.At = at
			}
		}
		if w.op != sched.OpNone {
			w.For = w.op.String()
		} else if fn := inTesting(t.Stack); fn != "" {
			w.For, w.Object = fn, 0 // the channel is not the program's
		}
		if !d.Cut {
			d.reasons(&w, order, held)
		}
		d.Waits = append(d.Waits, w)
	}
	d.cycles()
	return d
}

// reasons fills in for whom a goroutine waits.
func (d *Deadlock) reasons(w *Wait, order *trace.Causality, held map[uint32]lockState) {
	op := w.op
	if acquires(op) != notLock || op == sched.OpOnce {
		w.lock = w.Object
	}
	if again, ok := order.Retakes(w.Task); ok {
		w.woken, w.lock, op = true, again.Object, sched.OpLock
		if l := held[w.lock]; !again.Read && l.readers() && !l.pending() {
			op = sched.OpWLock
		}
	}
	if w.lock != 0 {
		w.Holds, w.unsure = heldFor(held[w.lock].holds, op, w.Task), heldFor(held[w.lock].unsure, op, w.Task)
		return
	}
	if !w.woken {
		from := wakersOf(d.tr, order, op, w.Object, w.Task)
		w.Needs, w.Others, w.more, w.quiet = from.needs, from.did, from.more, from.quiet
	}
}

// cycles looks for who waits for each other: by locks, by all that is certain,
// and by what may be.
func (d *Deadlock) cycles() {
	locks := func(w *Wait) []uint32 {
		if w.op == sched.OpOnce {
			return nil
		}
		return w.holders()
	}
	if d.Cycle = d.cycle(locks); d.Cycle != nil {
		return
	}
	if d.Cycle = d.cycle((*Wait).on); d.Cycle != nil {
		d.Soft = true
		return
	}
	d.Perhaps = d.cycle(func(w *Wait) []uint32 {
		if len(w.Needs) > 0 {
			return w.on()
		}
		return append(w.on(), w.Others...)
	})
}

// on returns those for whom a goroutine certainly waits.
func (w *Wait) on() []uint32 { return append(slices.Clone(w.Needs), w.holders()...) }

func (w *Wait) holders() (out []uint32) {
	for _, h := range w.Holds {
		out = append(out, h.Task)
	}
	return out
}

// cycle returns the first cycle from the lowest goroutine on, where of says for
// whom one waits.
func (d *Deadlock) cycle(of func(*Wait) []uint32) []uint32 {
	next := map[uint32][]uint32{}
	for i := range d.Waits {
		next[d.Waits[i].Task] = of(&d.Waits[i])
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
// that are blocked do. Which goroutines a WaitGroup waits for depends on the
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
