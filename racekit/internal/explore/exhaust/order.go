package exhaust

import (
	"encoding/binary"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// An order is a happens-before relation of the steps of a run. It has a vector
// clock for each step: a matrix of steps would be too large for a run in which
// somebody polls.
type order struct {
	tasks  []uint32 // the goroutines, ascending
	task   []int    // of each step, which of them took it
	nth    []uint32 // of each step, which of its goroutine's it is, from 1
	clocks []uint32 // of each step, how many steps of each goroutine happen before it
}

func (o *order) clock(j int) []uint32 {
	n := len(o.tasks)
	return o.clocks[j*n : (j+1)*n : (j+1)*n]
}

// before reports whether step i happens before step j, which comes later.
func (o *order) before(i, j int) bool {
	return o.clocks[j*len(o.tasks)+o.task[i]] >= o.nth[i]
}

// relation computes it from program order, go statements and dependence, and
// with enabling also from what ended a wait. The latter is no property of the
// equivalence class.
func (r *run) relation(enabling bool) *order {
	o := &order{task: make([]int, len(r.steps)), nth: make([]uint32, len(r.steps))}
	for i := range r.steps {
		o.tasks = append(o.tasks, r.steps[i].Task)
	}
	slices.Sort(o.tasks)
	o.tasks = slices.Compact(o.tasks)
	o.clocks = make([]uint32, len(o.tasks)*len(r.steps))
	taken := make([]uint32, len(o.tasks))
	var past history
	for j := range r.steps {
		s := &r.steps[j]
		at, _ := slices.BinarySearch(o.tasks, s.Task)
		taken[at]++
		o.task[j], o.nth[j] = at, taken[at]
		clock, known := o.clock(j), 0 // known counts the steps that happen before it
		add := func(i int) {
			known = 0
			for t, n := range o.clock(i) {
				if t == o.task[i] {
					n = o.nth[i]
				}
				clock[t] = max(clock[t], n)
				known += int(clock[t])
			}
		}
		if enabling && s.enabler >= 0 {
			add(s.enabler)
		}
		if s.parent >= 0 {
			add(s.parent)
		}
		for k := past.latest(); k != nil && known < j; k = k.older {
			if !o.before(k.step, j) && dependent(&r.steps[k.step], s) {
				add(k.step)
			}
		}
		past.add(s, j)
	}
	return o
}

// A history is the last step of each kind in a run, the latest first. Of steps of
// one goroutine that depend on the same others the last one is enough: those
// before it happen before it. Who polls makes few kinds of steps.
type history struct {
	kinds map[kind]*past
	ends  past // before the latest
}

// A kind is all that dependent asks of a step.
type kind struct {
	task   uint32
	op     sched.Op
	done   bool
	ends   bool
	size   uint32
	object uint64
}

type past struct {
	step         int
	older, newer *past
}

// latest returns the last step; nil if there is none.
func (h *history) latest() *past { return h.ends.older }

// add enters step j.
func (h *history) add(s *step, j int) {
	k := kind{s.Task, s.Op, s.Done, s.ends, s.Size, s.Object}
	p := h.kinds[k]
	switch {
	case p == nil:
		if h.kinds == nil {
			h.kinds = map[kind]*past{}
		}
		p = new(past)
		h.kinds[k] = p
	case p.newer == nil: // it is the latest already
		p.step = j
		return
	default:
		if p.newer.older = p.older; p.older != nil {
			p.older.newer = p.newer
		}
	}
	p.step, p.newer, p.older = j, nil, h.ends.older
	if p.older != nil {
		p.older.newer = p
	}
	h.ends.older = p
}

// key identifies the execution up to commuting independent steps.
func (r *run) key() string {
	o := r.relation(false)
	index := make([]int, len(r.steps))
	for i := range index {
		index[i] = i
	}
	slices.SortStableFunc(index, func(a, b int) int { return o.task[a] - o.task[b] })
	var out []byte
	for _, t := range o.tasks {
		out = binary.AppendUvarint(out, uint64(t)+1)
	}
	out = append(out, 0)
	for _, j := range index {
		s := &r.steps[j]
		out = binary.AppendUvarint(out, uint64(s.Task)<<8|uint64(s.Op))
		out = binary.AppendUvarint(out, uint64(s.PC)<<8|uint64(s.way))
		for _, n := range o.clock(j) {
			out = binary.AppendUvarint(out, uint64(n))
		}
	}
	return string(out)
}
