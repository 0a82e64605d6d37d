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
// Go memory model's happens-before, as far as the events show it. Where they
// leave it open whether two steps synchronize (sync.Map, sync.Pool, timers, a
// Once without Stacks), there is no edge, and Past takes it that they do.
// Synchronization inside quiet packages of the standard library has no events.
type Causality struct {
	Edges []Edge // in order of To, then From
	Holds []Hold // in order of From

	tr         *Trace
	prev, next []int          // per event, of the same goroutine; -1 is none
	on         []int          // likewise next, but for what a lock or its kin does with its own memory
	began      []int          // per event, that with which its operation began: another one if it is Resumed
	last       map[uint32]int // by goroutine, its last event in the sense of on
	final      map[uint32]*Task
	maybe      []Edge       // what may synchronize
	walls      map[int]bool // steps before which all others may come: what led to them has no events
	into, may  []int        // per event, the index of the first of Edges and of maybe that leads to it
	started    map[int]uint32
	doing      map[uint32]int  // by Once: the first Do
	done       map[uint32]bool // by Once: another Do went on
	again      map[uint32]Hold
}

// Order works out the causality of a trace.
func Order(tr *Trace) *Causality {
	locks := map[uint32]uint32{}
	if slices.ContainsFunc(tr.Events, func(e Event) bool { return e.Op == sched.OpCondWait }) {
		locks = follow(tr, nil).conds.locks()
	}
	o := follow(tr, locks)
	c := o.Causality
	for _, ch := range o.channels {
		ch.capacityEdges(c.edge)
	}
	o.subtests()
	c.Edges, c.into = indexed(c.Edges, len(tr.Events))
	c.maybe, c.may = indexed(c.maybe, len(tr.Events))
	c.Holds = slices.DeleteFunc(c.Holds, func(h Hold) bool { return h.void })
	return c
}

// indexed sorts edges and returns for each step the first one that leads to it.
func indexed(edges []Edge, steps int) ([]Edge, []int) {
	slices.SortFunc(edges, func(a, b Edge) int { return cmp.Or(cmp.Compare(a.To, b.To), cmp.Compare(a.From, b.From)) })
	edges = slices.Compact(edges)
	into := make([]int, steps+1)
	k := 0
	for i := range into {
		for k < len(edges) && edges[k].To < i {
			k++
		}
		into[i] = k
	}
	return edges, into
}

// edge adds an edge between two goroutines; -1 stands for a step that is unknown.
func (c *Causality) edge(from, to int) {
	if from >= 0 && to > from && c.tr.Events[from].Task != c.tr.Events[to].Task {
		c.Edges = append(c.Edges, Edge{from, to})
	}
}

// mayEdge is edge where the events do not tell.
func (c *Causality) mayEdge(from, to int) {
	if from >= 0 && to > from && c.tr.Events[from].Task != c.tr.Events[to].Task {
		c.maybe = append(c.maybe, Edge{from, to})
	}
}

// Next returns the step of the same goroutine that follows step i; -1 if there
// is none.
func (c *Causality) Next(i int) int { return c.next[i] }

// Prev returns the step of the same goroutine that precedes step i; -1 if there
// is none.
func (c *Causality) Prev(i int) int { return c.prev[i] }

// Into returns the edges that lead to step i.
func (c *Causality) Into(i int) []Edge { return c.Edges[c.into[i]:c.into[i+1]] }

// Unsure reports whether step i may synchronize with another goroutine that
// Into does not name.
func (c *Causality) Unsure(i int) bool { return c.may[i] < c.may[i+1] || c.walls[i] }

// Before reports whether step a happens before step b. It takes time linear in
// the steps between the two.
func (c *Causality) Before(a, b int) bool {
	return a < b && c.past(b, a, false)[0]
}

// Past says of the steps from and later, up to step b, whether they happen
// before b or may do so: the first element is of step from. For all others it
// is certain that nothing orders them and b. It takes time linear in the steps
// between the two.
func (c *Causality) Past(b, from int) []bool { return c.past(b, from, true) }

func (c *Causality) past(b, from int, may bool) []bool {
	reached := make([]bool, max(0, b-from+1))
	todo := []int{b}
	for len(todo) > 0 {
		i := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for ; i >= from && !reached[i-from]; i = c.prev[i] {
			reached[i-from] = true
			for _, e := range c.Into(i) {
				todo = append(todo, e.From)
			}
			if may && c.walls[i] {
				for k := range i - from {
					reached[k] = true
				}
				break
			}
			if may {
				for _, e := range c.maybe[c.may[i]:c.may[i+1]] {
					todo = append(todo, e.From)
				}
			}
		}
	}
	return reached
}

// Resumes returns the event with which the operation of event i goes on after
// a wait; -1 if it did not wait.
func (c *Causality) Resumes(i int) int {
	if n := c.on[i]; n >= 0 && c.tr.Events[n].Resumed {
		return n
	}
	return -1
}

// Waits reports whether the operation of step i was not done with that step:
// the goroutine had to wait.
func (c *Causality) Waits(i int) bool {
	if c.on[i] >= 0 {
		return c.tr.Events[c.on[i]].Resumed
	}
	t := c.final[c.tr.Events[i].Task]
	// Resume is the pending operation of a goroutine that waits where no step is.
	return t != nil && t.State == Blocked && t.Op != sched.OpResume && mayWait(c.tr.Events[c.began[i]].Op)
}

// Pending returns the step from which each goroutine waits to the end: that with
// which it began, or with which it was woken and could not go on.
func (c *Causality) Pending() map[uint32]int {
	out := map[uint32]int{}
	for task, i := range c.last {
		if c.Waits(i) {
			out[task] = i
		}
	}
	return out
}

// Began returns the step with which the operation of step i began: an earlier
// one if it had to wait.
func (c *Causality) Began(i int) int { return c.began[i] }

// Started returns the goroutine that the go statement of step i made; 0 if that
// is unknown.
func (c *Causality) Started(i int) uint32 { return c.started[i] }

// Doing returns the step at which a goroutine called Do of a Once whose function
// has not ended as far as others know.
func (c *Causality) Doing(once uint32) (event int, ok bool) {
	event, ok = c.doing[once]
	return event, ok && !c.done[once]
}

// Retakes says of a goroutine that Cond.Wait was signaled, and that it waits for
// the lock that it had given back. From is its step, Object is 0 if the lock is
// unknown.
func (c *Causality) Retakes(task uint32) (h Hold, ok bool) {
	h, ok = c.again[task]
	return h, ok
}

func mayWait(op sched.Op) bool {
	switch op {
	case sched.OpSend, sched.OpRecv, sched.OpSelect, sched.OpLock, sched.OpRLock, sched.OpWLock, sched.OpWGWait, sched.OpCondWait, sched.OpOnce,
		sched.OpFlock, sched.OpRFlock:
		return true
	}
	return false
}
