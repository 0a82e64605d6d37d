package exhaust

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A node is a state on the current path: before step i.
type node struct {
	step      step
	sleep     map[uint32]bool // goroutines whose step here was explored before; true if it ends the execution
	backtrack []uint32        // goroutines whose step is to be explored here
}

// A reduction walks through the classes of executions that differ only in the
// order of independent steps: source sets and sleep sets (Abdulla et al.,
// POPL 2014). Each class is explored exactly once to its end.
type reduction struct {
	path []node
}

// absorb takes over what a run did from step from on. It returns how to go on
// if the default schedule took a step that is asleep: the script to run next,
// or blocked if all are. Such a run equals one seen before.
func (d *reduction) absorb(r *run, from int) (script []uint32, blocked bool) {
	for i := range r.steps {
		if i < len(d.path) {
			d.path[i].step = r.steps[i]
			continue
		}
		n := node{step: r.steps[i], sleep: map[uint32]bool{}}
		if i > 0 {
			n.sleep = d.path[i-1].wake()
		}
		if _, asleep := n.sleep[n.step.Task]; asleep {
			d.races(r, from, i, false)
			for _, c := range n.step.enabled {
				if _, asleep := n.sleep[c.Task]; !asleep {
					n.step.Choice = c
					n.backtrack = []uint32{c.Task}
					d.path = append(d.path, n)
					return append(r.script(i), c.Task), false
				}
			}
			return nil, true
		}
		n.backtrack = []uint32{n.step.Task}
		d.path = append(d.path, n)
	}
	d.races(r, from, len(r.steps), true)
	return nil, false
}

// wake returns who still sleeps after the step: those whose own does not
// depend on it.
func (n *node) wake() map[uint32]bool {
	out := map[uint32]bool{}
	for _, c := range n.step.enabled {
		ends, asleep := n.sleep[c.Task]
		if asleep && c.Task != n.step.Task && !dependent(&step{Choice: c, ends: ends}, &n.step) {
			out[c.Task] = ends
		}
	}
	return out
}

// races finds the steps from..to-1 that could have come before an earlier one
// on which they depend, and has that explored. At the end it does so for the
// steps that were not taken.
func (d *reduction) races(r *run, from, to int, end bool) {
	before := r.relation(true)
	for j := from; j < to; j++ {
		d.reverse(r, before, &r.steps[j], j)
	}
	if end {
		for _, c := range r.pending {
			d.reverse(r, before, &step{Choice: c, parent: -1}, len(r.steps))
		}
	}
}

// reverse looks for the steps before j with which s, the j-th or one that was
// not taken, is in a race.
func (d *reduction) reverse(r *run, before order, s *step, j int) {
	prev := -1 // of the same goroutine
	for i := j - 1; i >= 0 && prev < 0; i-- {
		if r.steps[i].Task == s.Task {
			prev = i
		}
	}
	if prev < 0 && s.parent >= 0 {
		prev = s.parent
	}
	for i := j - 1; i >= 0; i-- {
		e := &r.steps[i]
		if i == prev || i < prev && before[prev][i] || e.Task == s.Task || !dependent(e, s) {
			continue
		}
		// Where s was next and not possible, it was not in a race.
		if i > prev && !slices.ContainsFunc(e.enabled, func(c trace.Choice) bool { return c.Task == s.Task }) {
			continue
		}
		d.add(r, before, i, j, s)
	}
}

// add has s explored before step i, if it is not yet: some goroutine that can
// begin a schedule in which it comes first.
func (d *reduction) add(r *run, before order, i, j int, s *step) {
	n := &d.path[i]
	var rest []int // steps that do not need step i
	for k := i + 1; k < j; k++ {
		if !before[k][i] {
			rest = append(rest, k)
		}
	}
	var initials []uint32
	seen := map[uint32]bool{}
	for x, k := range rest {
		t := r.steps[k].Task
		if !seen[t] && !slices.ContainsFunc(rest[:x], func(m int) bool { return before[k][m] }) {
			initials = append(initials, t)
		}
		seen[t] = true
	}
	if !seen[s.Task] && !slices.ContainsFunc(rest, func(m int) bool { return dependent(&r.steps[m], s) }) {
		initials = append(initials, s.Task)
	}
	// The goroutine of the race first: it gives the shortest detour.
	slices.Reverse(initials)
	for _, t := range initials {
		if _, asleep := n.sleep[t]; asleep || slices.Contains(n.backtrack, t) {
			return
		}
	}
	possible := false
	for _, c := range n.step.enabled {
		if slices.Contains(initials, c.Task) {
			possible = true
			n.backtrack = append(n.backtrack, c.Task)
			break
		}
	}
	if possible {
		return
	}
	for _, c := range n.step.enabled {
		if !slices.Contains(n.backtrack, c.Task) {
			n.backtrack = append(n.backtrack, c.Task)
		}
	}
}

// next returns the script that explores what is left, deepest first; nil if
// nothing is.
func (d *reduction) next() []uint32 {
	for len(d.path) > 0 {
		i := len(d.path) - 1
		n := &d.path[i]
		if n.step.way+1 < n.step.Ways {
			n.step.way++
			return d.script()
		}
		n.sleep[n.step.Task] = n.step.ends
		for _, t := range n.backtrack {
			if _, asleep := n.sleep[t]; asleep {
				continue
			}
			k := slices.IndexFunc(n.step.enabled, func(c trace.Choice) bool { return c.Task == t })
			n.step.Choice, n.step.ends, n.step.way = n.step.enabled[k], false, 0
			return d.script()
		}
		d.path = d.path[:i]
	}
	return nil
}

func (d *reduction) script() []uint32 {
	out := make([]uint32, len(d.path))
	for i := range d.path {
		out[i] = d.path[i].step.decision()
	}
	return out
}
