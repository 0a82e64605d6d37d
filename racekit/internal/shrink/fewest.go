package shrink

import (
	"context"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// fewest looks for a schedule with fewer preemptions: all schedules without
// one, then all with one, and so on. It reports whether it came to its end:
// then none has fewer than the best one now has. A schedule is the child of the
// one from which it deviates first, so that none comes up twice (CHESS,
// Musuvathi and Qadeer, PLDI 2007).
func (s *shrinker) fewest(ctx context.Context) (complete bool, err error) {
	if s.spec.RealTime || s.spec.Early {
		return false, nil // there are more schedules than those that are gone through here
	}
	todo := make([][]*candidate, s.out.Switches) // by preemptions
	if len(todo) > 0 {
		todo[0] = []*candidate{{}}
	}
	waiting := 0 // that were run and not yet looked at
	for cost := range todo {
		for len(todo[cost]) > 0 {
			last := len(todo[cost]) - 1
			c := todo[cost][last]
			if err := s.spent(ctx); err != nil {
				return false, err
			}
			if c.out == nil {
				n, err := s.ahead(ctx, todo[cost], maxAhead/max(1, s.out.Steps)-waiting)
				if err != nil {
					return false, err
				}
				waiting += n
			}
			todo[cost] = todo[cost][:last]
			waiting--
			o := c.out
			s.count(o.Steps)
			switch {
			case o.Trace == nil || len(o.Trace.Events) != o.Steps || o.External || endless(o.Status) || s.spec.Wide && !certain(o):
				return false, nil // there is more to it than was seen
			case s.shows(o) && o.Switches < s.out.Switches:
				s.take(c.turns, o)
				return o.Switches <= cost, nil
			}
			if !took(c.turns, o.Trace) {
				continue // its last turn could not be taken: it is the schedule that it comes from
			}
			for _, d := range deviations(c.turns, o.Trace) {
				if next := cost + d.cost; next < len(todo) {
					todo[next] = append(todo[next], &candidate{turns: d.after(c.turns)})
				}
			}
		}
	}
	return true, nil
}

// A candidate is a schedule that fewest is to look at.
type candidate struct {
	turns []sched.Turn
	out   *execution.Outcome // nil as long as it was not run
}

const (
	together = 4       // candidates that are run at once
	maxAhead = 200_000 // steps of those that were run before their turn: they are in memory
)

// ahead runs the last candidate, and some of those before it where there are
// workers for them, and room. It returns how many. In which order they are looked
// at stays the same.
func (s *shrinker) ahead(ctx context.Context, todo []*candidate, room int) (int, error) {
	batch := []*candidate{todo[len(todo)-1]}
	for i := len(todo) - 2; i >= 0 && len(batch) < min(together, room); i-- {
		if todo[i].out == nil {
			batch = append(batch, todo[i])
		}
	}
	plans := make([][]sched.Turn, len(batch))
	for i, c := range batch {
		plans[i] = c.turns
	}
	outs, err := s.traces(ctx, plans)
	if err != nil {
		return 0, err
	}
	for i, c := range batch {
		c.out = outs[i]
	}
	return len(batch), nil
}

// certain reports whether a wide execution says who else could run at each step, and
// depends on nothing but decisions.
func certain(o *execution.Outcome) bool {
	return len(o.Trace.Choices) == o.Steps && o.Uses.Depends() == 0
}

// endless reports whether an execution was cut off.
func endless(st execution.Status) bool {
	return st == execution.Livelock || st == execution.Hung || st == execution.Cut
}

// took reports whether a trace took the last turn.
func took(turns []sched.Turn, tr *trace.Trace) bool {
	if len(turns) == 0 {
		return true
	}
	last := turns[len(turns)-1]
	return slices.ContainsFunc(choicesOf(tr), func(c choice) bool { return c.Turn == last })
}

// A deviation is a turn and how many preemptions it costs, together with those
// that the trace has between the last turn and this one.
type deviation struct {
	sched.Turn
	event int
	cost  int
}

// after returns turns with d at their end, or in place of the last one if d is
// another way of its select.
func (d deviation) after(turns []sched.Turn) []sched.Turn {
	n := len(turns)
	if n > 0 && turns[n-1].After == d.After && turns[n-1].Nth == d.Nth {
		n--
	}
	return append(turns[:n:n], d.Turn)
}

// deviations lists the turns that would part from a trace, after the last of
// turns. Whether a goroutine could run at a step is not always known; a turn
// that cannot be taken costs an execution, and does no other harm.
func deviations(turns []sched.Turn, tr *trace.Trace) []deviation {
	from := 0
	choices := choicesOf(tr)
	if n := len(turns); n > 0 {
		for _, c := range choices {
			if c.Turn == turns[n-1] {
				from = c.event + 1
			}
		}
	}
	if len(tr.Choices) > 0 && len(tr.Choices) == len(tr.Events) {
		last := sched.Turn{}
		if n := len(turns); n > 0 {
			last = turns[n-1]
		}
		return wideDeviations(last, from, tr)
	}
	lives := livesOf(tr)
	able := newAbility(tr)
	var out []deviation
	cost := 0
	for i, c := range choices {
		e := tr.Events[i]
		if i < from {
			able.after(i)
			continue
		}
		if e.Ready > 1 {
			for id := uint32(1); id < uint32(len(lives)); id++ {
				if id == e.Task || !lives[id].at(i) || !able.may(id, int(e.Ready)) {
					continue
				}
				d := deviation{sched.Turn{After: c.After, Nth: c.Nth, To: id}, i, cost}
				// The goroutine before could go on if it did, or was stopped.
				if id != c.After && (c.After == e.Task || c.preempt) {
					d.cost++
				}
				out = append(out, d)
			}
		}
		if c.preempt {
			cost++
		}
		able.after(i)
	}
	return out
}

// An ability follows a trace and knows of some goroutines that they can run:
// those that have begun and do not wait. How many can run the trace says, so that
// often it is these and no others.
type ability struct {
	tr    *trace.Trace
	stays []bool          // by event: the goroutine can go on after it
	sure  map[uint32]bool // by goroutine
}

func newAbility(tr *trace.Trace) *ability {
	a := &ability{tr, make([]bool, len(tr.Events)), map[uint32]bool{}}
	next := map[uint32]int{}
	for i := len(tr.Events) - 1; i >= 0; i-- {
		id := tr.Events[i].Task
		if n, ok := next[id]; ok {
			op := tr.Events[n].Op
			a.stays[i] = !tr.Events[n].Resumed && op != sched.OpResume && op != sched.OpReturn
		} else if t := tr.Task(id); t != nil {
			a.stays[i] = t.State == trace.Runnable
		}
		next[id] = i
	}
	return a
}

func (a *ability) after(event int) {
	if id := a.tr.Events[event].Task; a.stays[event] {
		a.sure[id] = true
	} else {
		delete(a.sure, id)
	}
}

// may reports whether a goroutine may be one of those that can run.
func (a *ability) may(id uint32, ready int) bool { return len(a.sure) != ready || a.sure[id] }

// A life is the stretch of events in which a goroutine may have been ready.
type life struct{ begin, end int }

func (l life) at(event int) bool { return l.begin <= event && event < l.end }

// livesOf bounds the lives of the goroutines of a trace, by number.
func livesOf(tr *trace.Trace) []life {
	most := uint32(0)
	for _, t := range tr.Tasks {
		most = max(most, t.ID)
	}
	out := make([]life, most+1)
	started := map[uint32]int{} // by goroutine: its first go statement
	for i, e := range tr.Events {
		if _, ok := started[e.Task]; e.Op == sched.OpGo && !ok {
			started[e.Task] = i
		}
		if e.Task <= most {
			out[e.Task].end = i + 1
		}
	}
	for _, t := range tr.Tasks {
		if t.State != trace.Ended {
			out[t.ID].end = len(tr.Events)
		}
		if i, ok := started[t.Parent]; ok {
			out[t.ID].begin = i + 1
		}
	}
	return out
}
