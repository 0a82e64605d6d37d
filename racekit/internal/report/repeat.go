package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A repeat is what the end of a schedule consists of: goroutines that do the
// same again and again, each in its own turn.
type repeat struct {
	shown  []int // the steps by which each does it once
	rounds []round
}

// A round is what one goroutine does again and again.
type round struct {
	task  uint32
	steps []int // its last steps, which repeat
	size  int   // how many of them are one round
}

const (
	mostRound  = 60 // steps of a round
	leastTimes = 3
)

// repeats finds what goroutines do at the end of the schedule; nil if one that
// runs there does something else each time.
func (s *story) repeats() *repeat {
	running := map[uint32]bool{}
	for _, t := range s.Tasks {
		if t.State == trace.Runnable && !s.Hidden(t.ID) {
			running[t.ID] = true
		}
	}
	own := map[uint32][]int{}
	for i, e := range s.Events {
		if running[e.Task] {
			own[e.Task] = append(own[e.Task], i)
		}
	}
	r := &repeat{}
	from := 0 // there is nothing else from here on
	for _, t := range s.Tasks {
		if size, steps := s.round(own[t.ID]); size > 0 {
			r.rounds = append(r.rounds, round{task: t.ID, steps: steps, size: size})
			from = max(from, steps[0])
		} else if n := len(own[t.ID]); n > 0 {
			from = max(from, own[t.ID][n-1])
		}
	}
	for k := range r.rounds {
		x := &r.rounds[k]
		at, _ := slices.BinarySearch(x.steps, from)
		x.steps = x.steps[max(0, at-1):] // with the one that came before what the others do
		if len(x.steps) < leastTimes*x.size {
			return nil
		}
		r.shown = append(r.shown, x.steps[:x.size]...)
	}
	if len(r.shown) == 0 {
		return nil
	}
	slices.Sort(r.shown)
	return r
}

// covers reports whether step i, of a goroutine, is one of those that repeat.
func (r *repeat) covers(id uint32, i int) bool {
	return r != nil && slices.ContainsFunc(r.rounds, func(x round) bool { return x.task == id && x.steps[0] <= i })
}

// round returns the least number of steps that are the same as those before
// them, at the end of the steps of a goroutine, and all that repeat them; 0 if
// there is none.
func (s *story) round(steps []int) (size int, all []int) {
	type what struct {
		op     sched.Op
		object uint32
		pc     uint32
		missed bool
	}
	key := func(k int) what {
		e := s.Events[steps[k]]
		return what{e.Op, e.Object, e.PC, e.Missed}
	}
	for size = 1; size <= mostRound && size*leastTimes <= len(steps); size++ {
		from := len(steps) - size
		for from > 0 && key(from-1) == key(from-1+size) {
			from--
		}
		if len(steps)-from >= leastTimes*size {
			return size, steps[from:]
		}
	}
	return 0, nil
}

// after says how often a repeat goes on after step last; "" if other steps
// follow there.
func (r *repeat) after(s *story, last int) string {
	if r == nil || last < r.shown[len(r.shown)-1] {
		return ""
	}
	var times []int
	var parts []string
	for _, x := range r.rounds {
		n := len(x.steps)/x.size - 1
		times = append(times, n)
		parts = append(parts, fmt.Sprintf("%d times more by %s", n, s.Name(x.task)))
	}
	for i := last + 1; i < len(s.Events); i++ {
		id := s.Events[i].Task
		if !s.Hidden(id) && !bookkeeping(s.Events[i].Op) && !r.covers(id, i) {
			return ""
		}
	}
	if len(slices.Compact(slices.Clone(times))) == 1 {
		return fmt.Sprintf("the same %d times more", times[0])
	}
	return "the same " + strings.Join(parts, ", ")
}
