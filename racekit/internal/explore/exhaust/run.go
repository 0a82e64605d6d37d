package exhaust

import (
	"context"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A step is one event of an execution, and who else could have run.
type step struct {
	trace.Choice
	enabled []trace.Choice // those that would not only begin to wait
	ends    bool           // it ended the execution, whatever others were about to do
	parent  int            // the step that made its goroutine; -1 unless this is the first one of that
	enabler int            // the step after which its goroutine could go on; -1 if it always could
	way     uint8          // of a select
	of      *run
	seen    offer // where its object came up first
	locked  bool  // its object is a mutex that was locked before it
}

// An offer is a place in a run: what a goroutine was about to do before a step.
type offer struct {
	step int
	task uint32
}

// A run is an execution without the steps in which a goroutine only began to
// wait: they change nothing, and without them a wait is one step.
type run struct {
	steps   []step
	pending []trace.Choice   // at the end, of those that still wait or could go on
	first   map[uint64]offer // by object
	born    map[uint32]bool  // the goroutines that were not there before it
	outcome execution.Outcome
	selects bool   // there is a select
	onTime  bool   // there are timers
	beyond  string // what it does that no search covers
	lost    bool   // who else could have run is not known: the process ended, or there was no room
}

// fifo is the default schedule: what follows a script.
var fifo = sched.Config{Kind: sched.FIFO}

// execute follows script, then the default schedule.
func execute(ctx context.Context, exec execution.Executor, spec execution.Spec, script []uint32) (*run, error) {
	spec.Script, spec.Strategy = script, fifo
	return record(ctx, exec, spec)
}

// record runs spec and reads what its trace says about choices.
func record(ctx context.Context, exec execution.Executor, spec execution.Spec) (*run, error) {
	spec.Trace, spec.Wide = true, true
	o, err := exec.Run(ctx, spec)
	if err != nil {
		return nil, err
	}
	r := &run{outcome: o, first: map[uint64]offer{}, born: map[uint32]bool{}}
	if o.Trace == nil || len(o.Trace.Choices) != len(o.Trace.Events) || len(o.Trace.Events) != o.Steps {
		r.lost = true
		return r, nil
	}
	last := map[uint32]trace.Choice{}
	taken := map[uint32]trace.Choice{}
	made, woken := map[uint32]int{}, map[uint32]int{} // by goroutine
	held := mutexes{}
	for i, e := range o.Trace.Events {
		s := step{parent: -1, enabler: -1, way: e.Way, of: r}
		for _, c := range o.Trace.Choices[i] {
			if _, ok := made[c.Task]; !ok && c.Op == sched.OpStart {
				made[c.Task], r.born[c.Task] = len(r.steps)-1, true
			}
			if p, ok := taken[c.Task]; ok && c.Op == sched.OpResume && !c.Done {
				c.Op, c.Object = p.Op, p.Object // goes on with what it waited in
			}
			if c.Task == e.Task {
				s.Choice = c
			}
			if !c.Waits {
				s.enabled = append(s.enabled, c)
				if _, ok := r.first[c.Object]; !ok {
					r.first[c.Object] = offer{len(r.steps), c.Task}
				}
			}
			last[c.Task] = c
		}
		taken[e.Task] = s.Choice
		if s.Waits {
			continue
		}
		if s.Task != e.Task { // the clock moved
			s.Choice = trace.Choice{Task: e.Task, Op: e.Op, PC: e.PC}
		}
		if at, ok := made[e.Task]; ok {
			s.parent = at
		}
		if n := len(r.steps) - 1; n >= 0 {
			for _, c := range s.enabled {
				if !r.steps[n].offers(c.Task) {
					woken[c.Task] = n
				}
			}
		}
		if at, ok := woken[e.Task]; ok {
			s.enabler = at
		}
		s.seen = r.first[s.Object]
		made[e.Task] = -1
		r.selects = r.selects || s.Op == sched.OpSelect
		r.onTime = r.onTime || s.Op == sched.OpSleep || s.Op == sched.OpTimer
		r.note(&s, o.Trace.Choices[i])
		s.locked = held[s.Object]
		held.take(&s)
		delete(last, e.Task)
		r.steps = append(r.steps, s)
	}
	for _, c := range last {
		r.pending = append(r.pending, c)
	}
	slices.SortFunc(r.pending, func(a, b trace.Choice) int { return int(a.Task) - int(b.Task) })
	if n := len(r.steps); n > 0 && (o.Status == execution.Panicked || o.Status == execution.Crashed || o.Status == execution.Hung || o.Status == execution.Cut) {
		r.steps[n-1].ends = true
	}
	return r, nil
}

// dependent reports whether the order of two steps may matter.
func dependent(a, b *step) bool {
	return a.ends || b.ends || Dependent(a.Choice, b.Choice)
}

// mutexes are those that are known to be locked, by address.
type mutexes map[uint64]bool

// take follows a step. After a TryLock the mutex is locked, by whomever.
func (m mutexes) take(s *step) {
	switch s.Op {
	case sched.OpLock, sched.OpTryLock:
		m[s.Object] = true
	case sched.OpWLock, sched.OpRLock, sched.OpTryRLock, sched.OpRUnlock: // the mutex is a RWMutex's, for its writers
	default:
		delete(m, s.Object)
		if s.Op == sched.OpCondWait || classOf(&s.Choice) >= effects { // it may unlock any
			clear(m)
		}
	}
}

// note remembers what the dependence of operations does not say.
func (r *run) note(s *step, ready []trace.Choice) {
	switch s.Op {
	case sched.OpPool:
		r.beyond = "sync.Pool may drop items at any time"
	case sched.OpMapRange:
		r.beyond = "sync.Map.Range reads its map while others may change it"
	case sched.OpWGAdd, sched.OpGo:
		// The panic of a WaitGroup that is used again needs a goroutine that
		// began to wait.
		if s.Object != 0 && slices.ContainsFunc(ready, func(c trace.Choice) bool {
			return c.Op == sched.OpWGWait && c.Object == s.Object && c.Task != s.Task && !c.Waits && !c.Done
		}) {
			r.beyond = "a WaitGroup is reused before a goroutine that waits for it has resumed"
		}
	}
}

// decision is the word of a script that has the step taken.
func (s *step) decision() uint32 { return sched.Decision(s.Task, s.way) }

// blur makes channels unknown: where a select waits for several, operations on
// different ones do not commute.
func (r *run) blur() {
	for i := range r.steps {
		blur(&r.steps[i].Choice)
		for j := range r.steps[i].enabled {
			blur(&r.steps[i].enabled[j])
		}
	}
	for i := range r.pending {
		blur(&r.pending[i])
	}
}

func blur(c *trace.Choice) {
	if classOf(c) == channel {
		c.Object = 0
	}
}

// opens reports whether a does nothing for b but to end its wait. Then a comes
// first, always, and the race is with what made b wait.
func opens(a, b *step) bool {
	if a.ends {
		return false
	}
	switch b.Op {
	case sched.OpLock:
		return a.Op == sched.OpUnlock || a.Op == sched.OpWUnlock
	case sched.OpRLock:
		return a.Op == sched.OpWUnlock
	case sched.OpWGWait:
		return a.Op == sched.OpWGDone
	}
	return false
}

// here returns a step of another run, which had the first n steps in common with
// this one, as if it were of this one. Addresses of objects mean something in
// their own run alone: an object that did not come up in those steps is unknown.
func (s step) here(r *run, n int) step {
	if s.of == r || s.Object == 0 {
		return s
	}
	s.Object = 0
	if s.seen.step <= n {
		for _, c := range r.steps[s.seen.step].enabled {
			if c.Task == s.seen.task {
				s.Object = c.Object
			}
		}
	}
	return s
}

// mayWait reports whether s is not possible as long as it would have to wait.
func mayWait(s *step) bool {
	return s.Op == sched.OpLock || s.Op == sched.OpRLock || s.Op == sched.OpWGWait
}

// script returns the decisions of the first n steps.
func (r *run) script(n int) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = r.steps[i].decision()
	}
	return out
}
