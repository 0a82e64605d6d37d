package report

import (
	"cmp"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

const (
	maxSteps = 30 // rows of a table, where its sentences do not name more
	enough   = 12 // rows, before those are added that only led to the others
	mostTime = 6  // rows of sleeps and timers
)

// waits marks the step in which a goroutine waits at the end.
const waits = "waits"

// A reason is why a step has a row. Where there are too many rows, those of the
// last reasons go.
type reason uint8

const (
	unseen  reason = iota
	subject        // the finding is about it
	cited          // a sentence of the report names it
	related        // on an object of the subject, or beside what is cited
	timing         // a sleep, or an operation of a timer
	common         // on an object that goroutines share
	foreign        // on an object that goroutines share, in code that is not the program's own
	reasons        // how many there are
)

// A selection is the part of a schedule that a report shows.
type selection struct {
	steps   []int          // events, in order
	columns []uint32       // goroutines, in order
	marks   map[int]string // what is special about a step
	objects bool           // steps need the numbers of their objects: there are several, or sentences name one
}

// width returns that of a column where the whole table may have total.
func (s *selection) width(total int) int {
	return (total - stepWidth) / max(1, len(s.columns))
}

// choose picks the rows of the table, and the goroutines that have a column.
// What the finding is about and what sentences name has a row in any case, with
// the name of its goroutine where that has no column.
func (s *story) choose(columns int) selection {
	why := s.reasons()
	var of [reasons][]int
	for i, r := range why {
		of[r] = append(of[r], i)
	}
	var steps []int
	full := maxSteps
	for r := subject; r < reasons; r++ {
		room := full - len(steps)
		switch r {
		case subject, cited:
			room = len(of[r])
		case timing:
			room = min(room, mostTime)
		}
		steps = append(steps, s.around(of[r], room)...)
		if len(steps) > 0 && (r == related || r == common) {
			full = enough
		}
	}
	slices.Sort(steps)
	out := selection{marks: s.marks, columns: s.important(steps, why, columns)}
	used := map[uint32]bool{}
	for _, i := range steps {
		if why[i] <= cited || slices.Contains(out.columns, s.Events[i].Task) {
			out.steps = append(out.steps, i)
			used[s.Events[i].Object] = true
		}
	}
	delete(used, 0)
	out.objects = len(used) > 1 || s.numbered
	return out
}

// reasons returns why each step would have a row.
func (s *story) reasons() []reason {
	out := make([]reason, len(s.Events))
	add := func(i int, r reason) {
		if i >= 0 && i < len(out) && (out[i] == unseen || r < out[i]) {
			out[i] = r
		}
	}
	for _, i := range s.about {
		add(i, subject)
	}
	for _, i := range s.steps {
		add(i, cited)
	}
	for _, i := range s.beside() {
		if i >= 0 && !s.Hidden(s.Events[i].Task) {
			add(i, related)
		}
	}
	together, machinery := shared(s.Trace), true // a test of package sync has nothing else
	for i := range s.Events {
		machinery = machinery && !s.asked(i)
	}
	last, end := map[uint32]int{}, slices.Max(append([]int{-1}, s.about...)) // what comes after did not lead there
	for i, e := range s.Events {
		if s.repeated(e.Task, i) {
			continue // it is shown once
		}
		if n := s.order.Next(i); e.Op == sched.OpLock && n >= 0 && s.Events[n].Op == sched.OpWLock && s.Events[n].Object == e.Object {
			continue // RWMutex.Lock takes the writers' lock first
		}
		inside := !s.asked(i) && !machinery
		if s.Hidden(e.Task) || inside && remembers(e.Op) {
			continue
		}
		if !bookkeeping(e.Op) {
			last[e.Task] = i
		}
		switch {
		case s.objects[e.Object], s.hides(e.Task) && !inside:
			add(i, related)
		case inside:
		case together[e.Object] && s.own(i):
			add(i, common)
		case together[e.Object]:
			add(i, foreign)
		case times(e.Op) && s.calledByOwn(i) && (i < end || end < 0):
			add(i, timing)
		}
	}
	seen := map[uint32]bool{}
	for i, r := range out {
		if r != unseen && r <= related {
			seen[s.Events[i].Task] = true
		}
	}
	for _, id := range s.goroutines { // one that a sentence names and nothing else shows
		if i, ok := last[id]; ok && !seen[id] {
			add(i, related)
		}
	}
	return out
}

// hides reports whether an access of a race lies between the steps of a
// goroutine, which then are all there is to show of it.
func (s *story) hides(id uint32) bool {
	return s.racing[0] < 0 && s.racers[0] == id || s.racing[1] < 0 && s.racers[1] == id
}

// around returns room steps: those beside a switch to another goroutine, and of
// these the last.
func (s *story) around(steps []int, room int) []int {
	if len(steps) <= room {
		return steps
	}
	task := func(k int) uint32 {
		if k < 0 || k >= len(steps) {
			return 0
		}
		return s.Events[steps[k]].Task
	}
	var out []int
	for k, i := range steps {
		if task(k-1) != task(k) || task(k+1) != task(k) {
			out = append(out, i)
		}
	}
	return out[max(0, len(out)-max(0, room)):]
}

// important returns the goroutines that get a column: those of the subject in
// their order, then those with the best reason for a row, and with the most rows.
func (s *story) important(steps []int, why []reason, columns int) []uint32 {
	number, best := map[uint32]int{}, map[uint32]int{}
	var ids []uint32
	for _, i := range steps {
		id := s.Events[i].Task
		rank := 2 * int(why[i])
		if !s.own(i) {
			rank++ // the reader knows it less
		}
		if number[id] == 0 {
			ids = append(ids, id)
			best[id] = rank
		}
		number[id]++
		best[id] = min(best[id], rank)
	}
	for k, id := range s.first {
		if number[id] > 0 {
			best[id] = k - len(s.first)
		}
	}
	slices.SortFunc(ids, func(a, b uint32) int {
		return cmp.Or(cmp.Compare(best[a], best[b]), cmp.Compare(number[b], number[a]), cmp.Compare(a, b))
	})
	ids = ids[:min(len(ids), columns)]
	slices.Sort(ids)
	return ids
}

// asked reports whether the program asked for step i, and not what carries out
// its operations.
func (s *story) asked(i int) bool {
	f, _ := s.At(i)
	return !bookkeeping(s.Events[i].Op) && !trace.Machinery(f.Func) && !s.inPrimitive(i)
}
