package exhaust

import "slices"

// A branch is a node of a wakeup tree: a step with which some schedules go on
// that are to be explored, and what comes after it in them.
type branch struct {
	step step
	kids []*branch
}

// A sequence is some of the steps of a run, in an order in which they could
// come. The last may be one that was not taken; then it is of run's index
// len(run.steps).
type sequence struct {
	steps  []*step
	at     []int  // index of each in the run
	before order  // of the run
	last   []bool // before of the last one
}

// precedes reports whether element k of v must come before element m.
func (v *sequence) precedes(k, m int) bool {
	if m == len(v.at)-1 {
		return v.last[v.at[k]]
	}
	return v.before[v.at[m]][v.at[k]]
}

// initial reports whether s, the next step of its goroutine, is a weak initial
// of v: a schedule that begins with s can still be equal to one that begins
// with v. If s is one of v's own steps, at is where; else -1.
func (v *sequence) initial(s *step) (at int, ok bool) {
	at = slices.IndexFunc(v.steps, func(o *step) bool { return o.Task == s.Task })
	if at >= 0 {
		for k := range at {
			if v.precedes(k, at) {
				return at, false
			}
		}
		return at, true
	}
	return -1, !slices.ContainsFunc(v.steps, func(o *step) bool { return dependent(o, s) })
}

// without returns v less element at.
func (v *sequence) without(at int) *sequence {
	w := *v
	w.steps, w.at = slices.Clone(v.steps), slices.Clone(v.at)
	if at == len(v.steps)-1 && at > 0 {
		w.last = v.before[v.at[at-1]]
		if len(w.last) < len(v.before) { // the new last one has only those before itself
			w.last = append(slices.Clone(w.last), make([]bool, len(v.before)-len(w.last))...)
		}
	}
	w.steps, w.at = slices.Delete(w.steps, at, at+1), slices.Delete(w.at, at, at+1)
	return &w
}

// insert adds v to the tree whose first steps are kids, unless a branch leads to
// a schedule that is equal to one that begins with v. here translates a step of
// the tree to v's run.
func insert(kids *[]*branch, v *sequence, here func(step) step) {
	for len(v.steps) > 0 {
		next := slices.IndexFunc(*kids, func(b *branch) bool {
			s := here(b.step)
			at, ok := v.initial(&s)
			return ok && (at < 0 || b.step.way == v.steps[at].way)
		})
		if next < 0 {
			for _, s := range v.steps {
				b := &branch{step: *s}
				*kids = append(*kids, b)
				kids = &b.kids
			}
			return
		}
		b := (*kids)[next]
		if len(b.kids) == 0 {
			return // everything after it will be explored
		}
		s := here(b.step)
		if at, _ := v.initial(&s); at >= 0 {
			v = v.without(at)
		}
		kids = &b.kids
	}
}
