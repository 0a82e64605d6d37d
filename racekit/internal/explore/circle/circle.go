// Package circle looks for goroutines that may go round for ever, each giving way
// to the others. A strategy that is fair by chance comes to that end never: it takes
// the same steps again and again, in which each goroutine has its turns.
package circle

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Circle is a schedule that comes back to where it was, without anybody having
// got on.
type Circle struct {
	spec  execution.Spec
	lead  []uint32 // decisions up to it
	round []uint32 // those of it
	does  map[place]bool
}

// Len is how many steps it has.
func (c *Circle) Len() int { return len(c.round) }

// Like reports whether the same goroutines do the same in both.
func (c *Circle) Like(o *Circle) bool {
	return maps.Equal(c.does, o.does)
}

// Lasts says what is known of a circle that was followed for so many steps.
func Lasts(steps int) string {
	return fmt.Sprintf("it went on so for %d steps, in which each of them had its turns", steps)
}

// A place is an operation of a goroutine.
type place struct {
	task uint32
	pc   uint32
}

const (
	farthest = 2000 // steps of an execution that are looked at
	widest   = 60   // steps of a round
	rounds   = 1000 // are shown
)

// Find looks for the shortest circle in what an execution of spec did, which has to be wide.
// There is none where timers are set, and where more than the schedule decides: what
// ends the rounds may be no step.
func Find(spec execution.Spec, o *execution.Outcome) *Circle {
	tr := o.Trace
	if tr == nil || len(tr.Choices) != len(tr.Events) || o.Uses.Depends() != 0 || o.External || !Possible(o) {
		return nil
	}
	part := *tr
	part.Events = tr.Events[:min(len(tr.Events), farthest)]
	holds := trace.Order(&part).Holds
	seen := map[string][]int{}
	best := [2]int{0, widest + 1}
	for to := range part.Events {
		at := where(tr, holds, to)
		for _, from := range slices.Backward(seen[at]) {
			if to-from >= best[1]-best[0] {
				break
			}
			if finding.Hinder(&part, holds, from, to) != nil && fair(tr, from, to) {
				best = [2]int{from, to}
			}
		}
		seen[at] = append(seen[at], to)
	}
	if best[0] == 0 {
		return nil
	}
	return newCircle(spec, o, best[0], best[1])
}

func newCircle(spec execution.Spec, o *execution.Outcome, from, to int) *Circle {
	all := o.Trace.Decisions()
	spec.Index, spec.Strategy, spec.Wide = o.Index, sched.Config{Kind: sched.FIFO}, true
	c := &Circle{spec: spec, lead: slices.Clone(all[:from]), round: all[from:to], does: map[place]bool{}}
	ran := map[uint32]bool{}
	for _, e := range o.Trace.Events[from:to] {
		c.does[place{e.Task, e.PC}], ran[e.Task] = true, true
	}
	for _, other := range o.Trace.Choices[from] { // who would only begin to wait does so before
		if !ran[other.Task] {
			c.lead = append(c.lead, other.Task)
		}
	}
	return c
}

// Possible reports whether two goroutines try for locks, and no timer is set: most
// tests have nothing to look for.
func Possible(o *execution.Outcome) bool {
	first, two := uint32(0), false
	if o.Trace == nil {
		return false
	}
	for _, e := range o.Trace.Events {
		switch e.Op {
		case sched.OpTimer, sched.OpSleep, sched.OpTime:
			return false
		case sched.OpTryLock, sched.OpTryRLock, sched.OpTryWLock:
			two = two || first != 0 && first != e.Task
			first = e.Task
		}
	}
	return two
}

// where says how goroutines stand before a step: what those that could run were
// about to do, and who has which lock.
func where(tr *trace.Trace, holds []trace.Hold, step int) string {
	var b strings.Builder
	choices := slices.Clone(tr.Choices[step])
	slices.SortFunc(choices, func(a, b trace.Choice) int { return int(a.Task) - int(b.Task) })
	for _, c := range choices {
		fmt.Fprintf(&b, "%d %d %d %d %v %v;", c.Task, c.Op, c.PC, c.Object, c.Waits, c.Done)
	}
	for _, h := range holds {
		if h.From < step && (h.To < 0 || h.To >= step) {
			fmt.Fprintf(&b, "%d %d %v;", h.Object, h.Task, h.Read)
		}
	}
	return b.String()
}

// fair reports whether each goroutine that could get on in one of these steps had
// one of them.
func fair(tr *trace.Trace, from, to int) bool {
	ran := map[uint32]bool{}
	for _, e := range tr.Events[from:to] {
		ran[e.Task] = true
	}
	for _, choices := range tr.Choices[from:to] {
		for _, c := range choices {
			if !ran[c.Task] && !c.Waits {
				return false
			}
		}
	}
	return true
}

// Follow goes round for so many steps, to see whether something ends that after
// all, such as a count of attempts. Then it is no livelock, and outcome is nil. The
// outcome is of an execution with fewer rounds, which has a record of reasonable size.
func (c *Circle) Follow(ctx context.Context, exec execution.Executor, steps int) (spec execution.Spec, outcome *execution.Outcome, err error) {
	times := steps/len(c.round) + 1
	for _, n := range []int{times, min(rounds, times)} {
		spec = c.spec
		spec.Script = slices.Concat(c.lead, slices.Repeat(c.round, n))
		spec.MaxSteps, spec.Trace = len(spec.Script), n <= rounds
		o, err := exec.Run(ctx, spec)
		if err != nil || o.Status != execution.Livelock || o.DivergedAt != 0 || o.Uses.Depends() != 0 || o.External {
			return spec, nil, err
		}
		outcome = &o
	}
	if !finding.GoesRound(outcome.Trace, outcome.Steps) {
		outcome = nil
	}
	return spec, outcome, nil
}
