package finding

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Refusal is a step that tries to take a lock which another goroutine has.
type Refusal struct {
	Event int
	Hold  trace.Hold
}

// A circle is what the end of a livelock consists of: the same steps again and
// again, in which goroutines refuse each other their locks.
type circle struct {
	from, size int // events: the first round
	times      int
	refused    []Refusal // in it, one of each goroutine
}

const (
	leastRounds = 100 // of a circle
	widestRound = 500 // steps
)

// Hinder returns a refusal of each goroutine that takes one of the steps from up to
// to, if none of them gets on there: each tries for a lock that another of them
// has, none of them gets a lock that it tries for, and beside that they only take
// and give back locks, look, and give way. Else it is nil. holds are in order of
// From.
func Hinder(tr *trace.Trace, holds []trace.Hold, from, to int) []Refusal {
	first := map[uint32]*Refusal{} // by goroutine
	var order []uint32
	for i := from; i < to; i++ {
		e := tr.Events[i]
		if !undone(e.Op) {
			return nil
		}
		if _, ok := first[e.Task]; !ok {
			first[e.Task] = nil
			order = append(order, e.Task)
		}
		if !tries(e.Op) {
			continue
		}
		h, ok := holderAt(holds, e, i)
		if !ok {
			return nil
		}
		if first[e.Task] == nil {
			first[e.Task] = &Refusal{Event: i, Hold: h}
		}
	}
	var out []Refusal
	for _, id := range order {
		r := first[id]
		if r == nil {
			return nil
		}
		if _, among := first[r.Hold.Task]; !among {
			return nil
		}
		out = append(out, *r)
	}
	return out
}

// undone reports whether all that an operation changes is a lock, which its
// goroutine gives back before it comes round.
func undone(op sched.Op) bool {
	return acquires(op) != notLock || releases(op) != notLock || sched.OnlyReads(op) || op == sched.OpYield
}

// holderAt returns who certainly has the lock that event i tries to take, for a
// while; it is false if nobody has, if it is the same goroutine, and where that is
// open. Who never gives the lock back is the fault then, and not the rounds.
func holderAt(holds []trace.Hold, e trace.Event, i int) (trace.Hold, bool) {
	for _, h := range slices.Backward(holds) {
		if h.From >= i || h.Object != e.Object || h.To >= 0 && h.To < i {
			continue
		}
		both := h.Read && e.Op == sched.OpTryRLock
		return h, !h.Unsure && !both && h.Task != e.Task && h.To >= 0
	}
	return trace.Hold{}, false
}

// GoesRound reports whether an execution of so many steps ends with goroutines that
// keep each other from getting on.
func GoesRound(tr *trace.Trace, steps int) bool { return circleOf(tr, steps) != nil }

// circleOf returns the circle with which an execution ends; nil if there is none.
// Whoever could run is in it, and had its turns; nobody sleeps or waits for the
// system, and no timer was ever set.
func circleOf(tr *trace.Trace, steps int) *circle {
	size, from := period(tr.Events)
	if size == 0 || len(tr.Events) != steps || slices.ContainsFunc(tr.Events, func(e trace.Event) bool {
		return e.Op == sched.OpTimer || e.Op == sched.OpSleep || e.Op == sched.OpTime || e.Op == sched.OpReturn
	}) {
		return nil
	}
	in := map[uint32]bool{}
	for _, e := range tr.Events[from : from+size] {
		in[e.Task] = true
	}
	for _, t := range tr.Tasks {
		if t.State != trace.Ended && t.State != trace.Blocked && !in[t.ID] {
			return nil
		}
	}
	begin := *tr
	begin.Events = tr.Events[:from+2*size] // all others are the same
	refused := Hinder(tr, trace.Order(&begin).Holds, from, from+size)
	if refused == nil {
		return nil
	}
	return &circle{from: from, size: size, times: (len(tr.Events) - from) / size, refused: refused}
}

// period returns of how many steps the shortest round is that the end of an
// execution repeats, for at least half of its steps, and where the first begins;
// size is 0 if there is none.
func period(events []trace.Event) (size, from int) {
	for size := 2; size <= widestRound && size*leastRounds <= len(events); size++ {
		from := len(events) - size
		for from > 0 && events[from-1].Repeats(&events[from-1+size]) {
			from--
		}
		if n := len(events) - from; n >= leastRounds*size && 2*n >= len(events) {
			return size, from
		}
	}
	return 0, 0
}

// circle adds that goroutines go round for as long as the execution was followed,
// and reports whether they do.
func (c *classifier) circle() bool {
	x := circleOf(c.Trace, c.Steps)
	if x == nil {
		return false
	}
	tr := c.Trace
	var names, detail []string
	f := Finding{Kind: Livelock}
	for _, r := range x.refused {
		e := tr.Events[r.Event]
		names = append(names, tr.Name(e.Task))
		site, _ := tr.At(r.Event)
		f.Sites = append(f.Sites, site)
		f.Tasks = append(f.Tasks, e.Task)
		detail = append(detail, fmt.Sprintf("%s%s at step %d%s fails: %s has it since step %d%s",
			whose(tr, r.Event), onObject(tr, r.Event), r.Event+1, atEvent(tr, r.Event), tr.Name(r.Hold.Task), r.Hold.From+1, atEvent(tr, r.Hold.From)))
	}
	other := "the other"
	if len(names) > 2 {
		other = "another"
	}
	f.Message = fmt.Sprintf("%s keep each other from getting on: %d times round, each tries for a lock that %s has then", list(names, "and"), x.times, other)
	f.Detail = strings.Join(append(detail, "nobody else can run"), "\n")
	c.add(f)
	return true
}
