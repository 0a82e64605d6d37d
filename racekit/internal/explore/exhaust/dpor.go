package exhaust

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A node is a state on the current path: before step i.
type node struct {
	step  step
	sleep map[uint32]step // the next steps of goroutines with which all was explored
	tree  []*branch       // how to go on from here; the first is the step
	ways  []uint8         // of the step's select, those that were explored
}

// A reduction walks through the classes of executions that differ only in the
// order of independent steps: optimal dynamic partial-order reduction, with
// sleep sets and wakeup trees (Abdulla, Aronis, Jonsson, Sagonas, POPL 2014).
// Each class is explored exactly once.
type reduction struct {
	path []node
	from int // the first step that the next run takes otherwise than all before
}

// absorb takes over what a run did. If the default schedule took a step that is
// asleep it returns the script to run instead; blocked says that all are.
func (d *reduction) absorb(r *run) (script []uint32, blocked bool) {
	d.settle(r)
	forced := len(d.path)
	for i := range r.steps {
		if i >= len(d.path) {
			d.path = append(d.path, node{tree: []*branch{{}}})
		}
		n := &d.path[i]
		n.step, n.tree[0].step = r.steps[i], r.steps[i]
		if i > d.from || n.sleep == nil {
			n.sleep = d.sleeping(r, i)
			if i == forced {
				d.wake(forced)
			}
		}
		if _, asleep := n.sleep[n.step.Task]; !asleep {
			continue
		}
		k := slices.IndexFunc(n.step.enabled, func(c trace.Choice) bool {
			_, asleep := n.sleep[c.Task]
			return !asleep
		})
		if k < 0 {
			d.races(r, i)
			d.path = d.path[:i]
			return nil, true
		}
		n.step.Choice, n.step.way = n.step.enabled[k], 0
		n.tree[0].step = n.step
		return append(r.script(i), n.step.decision()), false
	}
	d.races(r, len(r.steps))
	return nil, false
}

// wake ends the sleep of those whom the steps up to n, which were to come, have
// not woken. That these steps need not come was not known when they were
// inserted, as it was not known on which objects others act. But others are
// left to them since, so all that can follow is to be explored.
func (d *reduction) wake(n int) {
	for task := range d.path[n].sleep {
		for i := d.from + 1; i <= n; i++ {
			delete(d.path[i].sleep, task)
		}
	}
}

// settle forgets of a schedule what was not possible: a goroutine may have
// waited for more than the run in which it was found says. Then the step from
// which the schedule was new is enough to find the others.
func (d *reduction) settle(r *run) {
	for i := range d.path {
		if i < len(r.steps) && r.steps[i].decision() == d.path[i].step.decision() {
			continue
		}
		others := d.path[i].tree[1:]
		d.path = d.path[:i]
		if i < len(r.steps) {
			n := node{tree: []*branch{{}}}
			for _, b := range others {
				if b.step.Task != r.steps[i].Task {
					n.tree = append(n.tree, b)
				}
			}
			d.path = append(d.path, n)
		}
		if r.outcome.Status == execution.Diverged {
			r.outcome.Status = execution.Passed
		}
		return
	}
}

// sleeping returns who sleeps before step i: who did before the step before,
// and whose own step does not depend on that.
func (d *reduction) sleeping(r *run, i int) map[uint32]step {
	out := map[uint32]step{}
	if i == 0 {
		return out
	}
	n := &d.path[i-1]
	for task, s := range n.sleep {
		if s := s.here(r, i-1); task != n.step.Task && !dependent(&s, &n.step) {
			out[task] = s
		}
	}
	return out
}

// races finds the new ones of the first n steps of a run that could have come
// before an earlier one on which they depend, at its end also those that were
// not taken, and has that explored.
func (d *reduction) races(r *run, n int) {
	o := r.relation(true)
	for j := d.from; j < n; j++ {
		d.reverse(r, o, &r.steps[j], j)
	}
	if n < len(r.steps) {
		return
	}
	for i := range r.pending {
		s := &step{Choice: r.pending[i], parent: -1, enabler: -1, of: r}
		s.seen = r.first[s.Object]
		d.reverse(r, o, s, len(r.steps))
	}
}

// reverse looks for the steps before j with which s, the j-th or one that was
// not taken, is in a race: it depends on them, is possible without them, and no
// other such step is between.
func (d *reduction) reverse(r *run, o *order, s *step, j int) {
	prev := r.previous(s, j)
	needs := r.needs(o, s, j, prev)
	for i := j - 1; i >= 0; i-- {
		if needs[i] || !r.races(i, s, prev) {
			continue
		}
		between := false
		for k := i + 1; k < j && !between; k++ {
			between = o.before(i, k) && (needs[k] || r.races(k, s, prev) && (k > prev || !mayWait(s) || r.steps[k].Op == s.Op))
		}
		if between {
			continue
		}
		d.add(i, r, r.instead(o, i, s, j))
	}
}

// instead returns what is to come at step i: all before s that does not happen
// after it, and then s, which is the j-th step or was not taken.
func (r *run) instead(o *order, i int, s *step, j int) *sequence {
	v := &sequence{from: i}
	for k := i + 1; k < j; k++ {
		if !o.before(i, k) {
			v.add(&r.steps[k], k)
		}
	}
	e, first := &r.steps[i], *s
	// If s depends on more than the end, it is not known to end the execution
	// here. If step i does, s is to come before that end: to come before the
	// step is no promise if others that have not come yet would avert it.
	first.ends = s.ends && !Dependent(e.Choice, s.Choice)
	// Which of its cases a select can take here is not known either: all are
	// explored when it has come here once.
	first.way = 0
	v.add(&first, j)
	if e.ends {
		v.add(e, j+1)
	}
	return v
}

// races reports whether s can be in a race with step i, where the step of its
// goroutine before it is prev: they depend on each other, and s was possible
// before i if it was next. Of a mutex that was locked it is known that it was not.
func (r *run) races(i int, s *step, prev int) bool {
	e := &r.steps[i]
	possible := e.offers(s.Task)
	if i <= prev {
		possible = s.Op != sched.OpLock || s.Object != e.Object || !e.locked
	}
	return possible && e.Task != s.Task && dependent(e, s) && !opens(e, s)
}

// offers reports whether the goroutine could have taken the step instead.
func (s *step) offers(task uint32) bool {
	return slices.ContainsFunc(s.enabled, func(c trace.Choice) bool { return c.Task == task })
}

// needs returns what must have come for s to be a step at j at all, what only
// opens the way for it left out: that ends a wait which another step began.
func (r *run) needs(o *order, s *step, j, prev int) []bool {
	out := make([]bool, j)
	add := func(i int) {
		out[i] = true
		for k := range i {
			out[k] = out[k] || o.before(k, i)
		}
	}
	if prev >= 0 {
		add(prev)
	}
	if s.enabler > prev && !opens(&r.steps[s.enabler], s) {
		add(s.enabler)
	}
	return out
}

// add has v explored at node i, unless an equal schedule was or is to be.
func (d *reduction) add(i int, r *run, v *sequence) {
	n := &d.path[i]
	for _, s := range n.sleep {
		s := s.here(r, i)
		if _, ok := v.initial(&s); ok {
			return
		}
	}
	insert(&n.tree, v, r)
}

// previous returns the step of s's goroutine before j, or the one that made it;
// -1 if there is none.
func (r *run) previous(s *step, j int) int {
	for i := j - 1; i >= 0; i-- {
		if r.steps[i].Task == s.Task {
			return i
		}
	}
	return s.parent
}

// next returns the script that explores what is left, deepest first; nil if
// nothing is.
func (d *reduction) next() []uint32 {
	for len(d.path) > 0 {
		at := len(d.path) - 1
		n := &d.path[at]
		n.advance()
		if len(n.tree) == 0 {
			d.path = d.path[:at]
			continue
		}
		d.from = at
		n.step = n.tree[0].step
		for b := n.tree[0]; len(b.kids) > 0; b = b.kids[0] {
			d.path = append(d.path, node{tree: b.kids, step: b.kids[0].step})
		}
		out := make([]uint32, len(d.path))
		for i := range d.path {
			out[i] = d.path[i].step.decision()
		}
		return out
	}
	return nil
}

// waiting returns at most n of the scripts that are sure to be run later, those
// first that come soonest.
func (d *reduction) waiting(n int) [][]uint32 {
	var out [][]uint32
	for i := len(d.path) - 1; i >= 0; i-- {
		for _, b := range d.path[i].tree[1:] {
			if len(out) == n {
				return out
			}
			script := make([]uint32, i, len(d.path))
			for k := range script {
				script[k] = d.path[k].step.decision()
			}
			script = append(script, b.step.decision())
			for len(b.kids) > 0 {
				b = b.kids[0]
				script = append(script, b.step.decision())
			}
			out = append(out, script)
		}
	}
	return out
}

// advance leaves the branch that was explored. All ways of its select come
// before other goroutines.
func (n *node) advance() {
	done := n.tree[0].step
	n.tree = n.tree[1:]
	n.ways = append(n.ways, done.way)
	same := slices.IndexFunc(n.tree, func(b *branch) bool { return b.step.Task == done.Task })
	if same >= 0 {
		b := n.tree[same]
		n.tree = slices.Insert(slices.Delete(n.tree, same, same+1), 0, b)
		return
	}
	for way := range done.Ways {
		if !slices.Contains(n.ways, way) {
			s := done
			s.way, s.ends = way, false
			n.tree = slices.Insert(n.tree, 0, &branch{step: s})
			return
		}
	}
	n.sleep[done.Task] = done
	n.ways = nil
}
