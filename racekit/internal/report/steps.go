package report

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// maxSteps bounds the steps that a report shows.
const maxSteps = 30

// waits marks the step in which a goroutine waits at the end.
const waits = "waits"

// A selection is the part of a schedule that a report shows.
type selection struct {
	steps   []int          // events, in order
	columns []uint32       // goroutines, in order; every step is of one of them
	marks   map[int]string // what is special about a step
	objects bool           // the steps are on more than one object
}

// width returns that of a column where the whole table may have total.
func (s *selection) width(total int) int {
	return (total - stepWidth) / max(1, len(s.columns))
}

// choose picks the steps that matter to a finding: those on the objects that
// it is about, and of these, where there are many, those around the switches.
func choose(tr *trace.Trace, f finding.Finding, d *finding.Deadlock, columns int) selection {
	s := selection{marks: map[int]string{}}
	keys := map[uint32]bool{}
	var first []uint32 // goroutines that must have a column
	if f.Race != nil {
		if later, earlier, ok := f.Race.Locate(tr); ok {
			s.marks[later] = fmt.Sprintf("races with %d", earlier+1)
			s.marks[earlier] = fmt.Sprintf("races with %d", later+1)
			keys[tr.Events[later].Object] = true
			first = append(first, tr.Events[later].Task, tr.Events[earlier].Task)
		}
	}
	if f.Kind == finding.DeadlockKind || f.Kind == finding.Leak {
		first = append(first, d.Cycle...)
		for _, w := range d.Waits {
			keys[w.Object] = true
			if w.Event >= 0 {
				s.marks[w.Event] = waits
			}
		}
	}
	delete(keys, 0)
	if len(keys) == 0 {
		keys = shared(tr)
	}
	var steps, own []int
	for i, e := range tr.Events {
		_, marked := s.marks[i]
		if (marked || keys[e.Object]) && !tr.Hidden(e.Task) {
			steps = append(steps, i)
			if f, _ := tr.At(i); marked || !bookkeeping(e.Op) && !trace.Machinery(f.Func) && !inPrimitive(tr, i) {
				own = append(own, i)
			}
		}
	}
	if len(own) > 0 { // a test of package sync has machinery alone
		steps = own
	}
	steps = around(tr, steps, s.marks)
	s.columns = busiest(tr, steps, first, columns)
	used := map[uint32]bool{}
	for _, i := range steps {
		if slices.Contains(s.columns, tr.Events[i].Task) {
			s.steps = append(s.steps, i)
			used[tr.Events[i].Object] = true
		}
	}
	s.objects = len(used) > 1
	return s
}

// inPrimitive reports whether a step is an access of a lock or its kin to its
// own memory.
func inPrimitive(tr *trace.Trace, i int) bool {
	if op := tr.Events[i].Op; op != sched.OpRead && op != sched.OpWrite {
		return false
	}
	stack := tr.StackAt(i)
	if len(stack) == 0 {
		return false
	}
	p := trace.Package(stack[0].Func)
	return p == "sync" || p == "internal/sync"
}

// shared returns the objects that two goroutines used, one of them to change it.
func shared(tr *trace.Trace) map[uint32]bool {
	type use struct {
		task           uint32
		other, changed bool
	}
	uses := map[uint32]*use{}
	for _, e := range tr.Events {
		if e.Object == 0 || awaits(e.Op) {
			continue
		}
		u := uses[e.Object]
		if u == nil {
			u = &use{task: e.Task}
			uses[e.Object] = u
		}
		u.other = u.other || u.task != e.Task
		u.changed = u.changed || changes(e.Op)
	}
	out := map[uint32]bool{}
	for object, u := range uses {
		if u.other && u.changed {
			out[object] = true
		}
	}
	return out
}

// awaits reports whether an operation is one of starting goroutines and
// waiting for their end. Most programs do that around what matters.
func awaits(op sched.Op) bool {
	return op == sched.OpGo || op == sched.OpWGAdd || op == sched.OpWGDone || op == sched.OpWGWait
}

func changes(op sched.Op) bool {
	switch op {
	case sched.OpRead, sched.OpAtomicLoad, sched.OpLenCap, sched.OpPool:
		return false
	}
	return true
}

// around drops steps in the middle of a goroutine's run, and then the oldest,
// until few enough are left. Marked steps stay.
func around(tr *trace.Trace, steps []int, marks map[int]string) []int {
	if len(steps) <= maxSteps {
		return steps
	}
	task := func(k int) uint32 {
		if k < 0 || k >= len(steps) {
			return 0
		}
		return tr.Events[steps[k]].Task
	}
	var out []int
	for k, i := range steps {
		if marks[i] != "" || task(k-1) != task(k) || task(k+1) != task(k) {
			out = append(out, i)
		}
	}
	drop := len(out) - maxSteps
	return slices.DeleteFunc(out, func(i int) bool {
		if drop > 0 && marks[i] == "" {
			drop--
			return true
		}
		return false
	})
}

// busiest returns the goroutines that get a column: the first ones given, then
// those with the most steps.
func busiest(tr *trace.Trace, steps []int, first []uint32, columns int) []uint32 {
	number := map[uint32]int{}
	for _, i := range steps {
		number[tr.Events[i].Task]++
	}
	var out []uint32
	for _, id := range first {
		if number[id] > 0 && !slices.Contains(out, id) && len(out) < columns {
			out = append(out, id)
		}
	}
	var rest []uint32
	for id := range number {
		if !slices.Contains(out, id) {
			rest = append(rest, id)
		}
	}
	slices.SortFunc(rest, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(number[b], number[a]), cmp.Compare(a, b))
	})
	out = append(out, rest[:min(len(rest), columns-len(out))]...)
	slices.Sort(out)
	return out
}
