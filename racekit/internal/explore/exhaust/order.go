package exhaust

import (
	"encoding/binary"
	"slices"
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
		for i := j - 1; i >= 0 && known < j; i-- {
			if !o.before(i, j) && dependent(&r.steps[i], s) {
				add(i)
			}
		}
	}
	return o
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
