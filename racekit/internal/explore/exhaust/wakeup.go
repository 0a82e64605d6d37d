package exhaust

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

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
	from  int   // the step of the run that it is to replace
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

// next returns the step that a goroutine took in the run after n steps from v's
// beginning on, or was about to take; nil if there is none.
func (v *sequence) next(r *run, task uint32, n int) *trace.Choice {
	for i := v.from; i < len(r.steps); i++ {
		if r.steps[i].Task != task {
			continue
		}
		if n == 0 {
			return &r.steps[i].Choice
		}
		n--
	}
	for i := range r.pending {
		if r.pending[i].Task == task && n == 0 {
			return &r.pending[i]
		}
	}
	return nil
}

// without removes element at.
func (v *sequence) without(at int) {
	v.steps, v.at = slices.Delete(v.steps, at, at+1), slices.Delete(v.at, at, at+1)
}

// insert adds v to the tree whose first steps are kids, unless a branch leads to
// a schedule that is equal to one that begins with v. r is v's run.
func insert(kids *[]*branch, v *sequence, r *run) {
	taken := map[uint32]int{} // steps of v that were passed, by goroutine; -1 if others were too
	// here translates a step of the tree. After steps of v alone its goroutine
	// is about to do what it did in the run.
	here := func(s step) step {
		s = s.here(r, v.from)
		if n := taken[s.Task]; s.Object == 0 && n >= 0 {
			if c := v.next(r, s.Task, n); c != nil && c.Op == s.Op && c.PC == s.PC {
				s.Object = c.Object
			}
		}
		return s
	}
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
		if at, _ := v.initial(&s); at < 0 {
			taken[s.Task] = -1
		} else {
			v.without(at)
			if taken[s.Task] >= 0 {
				taken[s.Task]++
			}
		}
		kids = &b.kids
	}
}
