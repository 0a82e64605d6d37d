package trace

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A Round is what a goroutine does again and again to the end of a trace, in its
// own turn.
type Round struct {
	Task  uint32
	Steps []int // events, of which each is the same as that Size places before
	Size  int   // how many of them are one round
}

// Times returns how often the round was done.
func (r Round) Times() int { return len(r.Steps) / r.Size }

const (
	mostRound  = 60 // steps of a round
	leastTimes = 3
)

// Rounds returns what the end of a trace consists of: goroutines that could go on
// and do the same again and again, from a step on after which nobody does anything
// else. It is empty if there is no such step.
func (t *Trace) Rounds() []Round {
	own := map[uint32][]int{}
	for i, e := range t.Events {
		if task := t.Task(e.Task); task != nil && task.State == Runnable && !t.Hidden(e.Task) {
			own[e.Task] = append(own[e.Task], i)
		}
	}
	var out []Round
	from := 0
	for _, task := range t.Tasks {
		steps := own[task.ID]
		if len(steps) == 0 {
			continue
		}
		if r := t.round(steps); r.Size > 0 {
			out = append(out, r)
			from = max(from, r.Steps[0])
		} else {
			from = max(from, steps[len(steps)-1])
		}
	}
	together := t.goTogether(out, from)
	for k := range out {
		r := &out[k]
		at, _ := slices.BinarySearch(r.Steps, max(from, together))
		if from > together {
			at = max(0, at-1) // with the one that came before what the others do
		}
		r.Steps = r.Steps[at:]
		if r.Times() < leastTimes {
			return nil
		}
	}
	return out
}

// goTogether returns the first step of the rounds if the goroutines take their
// steps in the same order in most of those that begin after from; -1 if they do not.
func (t *Trace) goTogether(rounds []Round, from int) int {
	size := 0
	for _, r := range rounds {
		size += r.Size
	}
	i := len(t.Events) - size
	for len(rounds) > 1 && i > 0 && t.Events[i-1].Repeats(&t.Events[i-1+size]) {
		i--
	}
	if n := len(t.Events) - i; n < leastTimes*size || 4*n <= 3*(len(t.Events)-from) || len(rounds) < 2 {
		return -1
	}
	return i
}

// Repeats reports whether two steps are the same, but for how many others could
// have run.
func (e *Event) Repeats(o *Event) bool {
	return e.Task == o.Task && e.Op == o.Op && e.Object == o.Object && e.PC == o.PC && e.Missed == o.Missed && e.Resumed == o.Resumed
}

// round returns the shortest round with which the steps of a goroutine end; its
// Size is 0 if there is none.
func (t *Trace) round(steps []int) Round {
	type what struct {
		op     sched.Op
		object uint32
		pc     uint32
		missed bool
	}
	key := func(k int) what {
		e := t.Events[steps[k]]
		return what{e.Op, e.Object, e.PC, e.Missed}
	}
	for size := 1; size <= mostRound && size*leastTimes <= len(steps); size++ {
		from := len(steps) - size
		for from > 0 && key(from-1) == key(from-1+size) {
			from--
		}
		if len(steps)-from >= leastTimes*size {
			return Round{Task: t.Events[steps[0]].Task, Steps: steps[from:], Size: size}
		}
	}
	return Round{}
}
