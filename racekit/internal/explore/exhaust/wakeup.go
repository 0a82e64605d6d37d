package exhaust

import "slices"

// A branch is a node of a wakeup tree: a step with which some schedules go on
// that are to be explored, and what comes after it in them.
type branch struct {
	step step
	kids []*branch
}

// A sequence is some of the steps of a run, in an order in which they could
// come. The last may be one that was not taken.
type sequence struct {
	steps []*step
	at    []int // index of each in the run; that of one that was not taken is greater than all
}

// add appends a step.
func (v *sequence) add(s *step, at int) {
	v.steps, v.at = append(v.steps, s), append(v.at, at)
}

// initial reports whether s, the next step of its goroutine, is a weak initial
// of v: a schedule that begins with s can still be equal to one that begins
// with v. If s is one of v's own steps, at is where; else -1.
func (v *sequence) initial(s *step) (at int, ok bool) {
	at = slices.IndexFunc(v.steps, func(o *step) bool { return o.Task == s.Task })
	if at < 0 {
		return -1, !slices.ContainsFunc(v.steps, func(o *step) bool { return dependent(o, s) })
	}
	for k, o := range v.steps[:at] {
		if s := v.steps[at]; dependent(o, s) || s.parent == v.at[k] || s.enabler == v.at[k] {
			return at, false
		}
	}
	return at, true
}

// without removes element at.
func (v *sequence) without(at int) {
	v.steps, v.at = slices.Delete(v.steps, at, at+1), slices.Delete(v.at, at, at+1)
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
			v.without(at)
		}
		kids = &b.kids
	}
}
