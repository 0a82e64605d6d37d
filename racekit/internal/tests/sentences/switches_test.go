package sentences

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/shrink"
	"github.com/racekit/toolkit/racekit/internal/tests/generated"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

const (
	shrinkSteps = 100_000 // of an attempt to make a schedule simpler, executions included
	mostCalm    = 200     // schedules without a preemption that are gone through
)

// A simpler is a finding with the schedule that shrinking made, and what is said
// of its switches.
type simpler struct {
	shrink.Result
	pool *execution.Pool
	id   string
	p    *generated.Program
	bad  func(format string, args ...any)
}

// switches makes the schedule of the first finding of an execution simpler, and
// returns what is wrong with what is said of the switches that it takes.
func switches(ctx context.Context, pool *execution.Pool, p *generated.Program, spec execution.Spec, o *execution.Outcome) (wrong, kinds []string, err error) {
	found := explore.FromOutcome(*o)
	if len(found) == 0 {
		return nil, nil, nil
	}
	id := finding.Identity(found[0])
	spec = explore.ReplaySpec(spec, o)
	first, err := pool.Fresh(ctx, spec)
	if err != nil || first.Hash != o.Hash {
		return nil, nil, err
	}
	r, err := shrink.Shrink(ctx, pool, spec, first, id, shrink.Config{Steps: shrinkSteps})
	if err != nil || r.Why == nil || !r.Why.Shrunk {
		return nil, nil, err
	}
	s := &simpler{Result: r, pool: pool, id: id, p: p, bad: func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }}
	s.places()
	if err := s.without(ctx); err != nil {
		return nil, nil, err
	}
	if err := s.fewest(ctx); err != nil {
		return nil, nil, err
	}
	text := strings.Join(r.Why.Schedule(r.Outcome.Trace), "\n")
	for _, p := range ofSwitches {
		if strings.Contains(text, p) {
			kinds = append(kinds, said+p)
		}
	}
	if len(wrong) > 0 {
		wrong = append(wrong, text, story(&r.Outcome))
	}
	return wrong, kinds, nil
}

// ofSwitches are patterns of the sentences about switches.
var ofSwitches = []string{
	"the test passes", "the finding shows too, in another way", "there is another finding", "would come before", "no preemption is needed", "has 1 preemption; no schedule with fewer",
}

// places compares the switches with the steps: a goroutine that could go on did
// not, and what another one does before it goes on is in conflict with its step.
func (s *simpler) places() {
	tr, named := s.Outcome.Trace, map[int]bool{}
	for _, w := range s.Why.Switches {
		named[w.Event] = true
		if w.Event < 1 || tr.Events[w.Event-1].Task != w.From || tr.Events[w.Event].Task != w.To {
			s.bad("no switch from %s to %s at step %d", tr.Name(w.From), tr.Name(w.To), w.Event+1)
			continue
		}
		if next := nextOf(tr, w.From, w.Event); next != w.Next {
			s.bad("%s goes on at step %d, not %d", tr.Name(w.From), next+1, w.Next+1)
		}
		if w.Against < 0 || w.Next < 0 {
			continue
		}
		a, b := tr.Events[w.Against], tr.Events[w.Next]
		if w.Against < w.Event || w.Against > w.Next || a.Task == b.Task || a.Object == 0 || a.Object != b.Object || looks(a.Op) && looks(b.Op) {
			s.bad("steps %d and %d are not in conflict", w.Against+1, w.Next+1)
		}
	}
	for i := 1; i < len(tr.Events); i++ {
		before := tr.Events[i-1].Task
		if goes, known := goesOn(tr, before, i); before != tr.Events[i].Task && known && goes != named[i] {
			s.bad("step %d: a preemption is %v, not %v", i+1, named[i], goes)
		}
	}
}

// nextOf returns the first step of a goroutine from a step on; -1 is none.
func nextOf(tr *trace.Trace, task uint32, from int) int {
	i := slices.IndexFunc(tr.Events[from:], func(e trace.Event) bool { return e.Task == task })
	if i < 0 {
		return -1
	}
	return from + i
}

// goesOn reports whether a goroutine could have taken a step instead of step at:
// it has not ended, and it did not wait. It is not known of one that takes no step
// any more and could at the end: it may have waited meanwhile.
func goesOn(tr *trace.Trace, task uint32, at int) (goes, known bool) {
	if task == sched.Clock || tr.Events[at].Task == sched.Clock {
		return false, true
	}
	if next := nextOf(tr, task, at); next >= 0 {
		e := tr.Events[next]
		return !e.Resumed && e.Op != sched.OpResume, true
	}
	t := tr.Task(task)
	return false, t != nil && t.State != trace.Runnable
}

func looks(op sched.Op) bool {
	return op == sched.OpRead || op == sched.OpAtomicLoad || op == sched.OpRLock || op == sched.OpRUnlock
}

// without runs the schedule without each of its switches, and compares what comes
// of it with what is said.
func (s *simpler) without(ctx context.Context) error {
	tr := s.Outcome.Trace
	for _, w := range s.Why.Switches {
		if w.Without == "" {
			continue
		}
		at := sched.Turn{After: w.From}
		for _, e := range tr.Events[:w.Event] {
			if e.Task == w.From {
				at.Nth++
			}
		}
		var plan execution.Plan
		for _, t := range s.Turns {
			if t.After != at.After || t.Nth != at.Nth {
				plan = append(plan, t)
			}
		}
		if len(plan) != len(s.Turns)-1 {
			s.bad("no turn makes the switch at step %d", w.Event+1)
			continue
		}
		slices.SortFunc(plan, func(a, b sched.Turn) int {
			if a.Less(b) {
				return -1
			}
			return 1
		})
		spec := s.Spec
		spec.Script, spec.Strategy, spec.Plans, spec.Values, spec.Stacks = nil, sched.Config{}, []execution.Plan{plan}, false, false
		o, err := s.pool.Run(ctx, spec)
		if err != nil {
			return err
		}
		if got := s.word(&o); got != w.Without {
			s.bad("without the switch at step %d %s, not: %s", w.Event+1, got, w.Without)
		}
	}
	return nil
}

// word says what an execution came to.
func (s *simpler) word(o *execution.Outcome) string {
	all := explore.FromOutcome(*o)
	switch {
	case s.shows(o):
		return "the finding shows too, in another way"
	case len(all) > 0:
		return fmt.Sprintf("there is another finding, %s: %s", all[0].Kind, all[0].Message)
	}
	return "the test passes"
}

func (s *simpler) shows(o *execution.Outcome) bool {
	return slices.ContainsFunc(explore.FromOutcome(*o), func(f finding.Finding) bool { return finding.Identity(f) == s.id })
}

// fewest goes through the schedules without a preemption, one after the other: if
// those with one are said to be the least, none of them shows the finding. Where
// more than who runs is a choice, that is left out.
func (s *simpler) fewest(ctx context.Context) error {
	if !s.Why.Minimal || len(s.Why.Switches) == 0 || chooses(s.p.Body) {
		return nil
	}
	todo := [][]uint32{nil}
	for n := 0; n < mostCalm && len(todo) > 0; n++ {
		spec := s.Spec
		spec.Script, spec.Strategy, spec.Wide, spec.Trace, spec.Values, spec.Stacks = todo[len(todo)-1], sched.Config{}, true, true, false, false
		from := len(spec.Script)
		todo = todo[:len(todo)-1]
		o, err := s.pool.Run(ctx, spec)
		if err != nil {
			return err
		}
		if o.Trace == nil || len(o.Trace.Choices) != len(o.Trace.Events) || o.Switches > 0 {
			return nil // the default schedule makes a long one give way
		}
		all := o.Trace.Decisions()
		could := func(i int) bool { // the goroutine before step i could have taken it
			return i > 0 && slices.ContainsFunc(o.Trace.Choices[i], func(c trace.Choice) bool { return c.Task == all[i-1] })
		}
		// The default schedule of a wide execution leaves out who would only begin to
		// wait. That is a preemption in the schedule that was made simpler.
		if i := slices.IndexFunc(steps(all), func(i int) bool { return could(i) && all[i] != all[i-1] }); i >= 0 {
			todo = append(todo, append(slices.Clone(all[:i]), all[i-1]))
			all = all[:i]
		} else if s.shows(&o) {
			s.bad("a schedule without a preemption shows it: %v", o.Trace.Decisions())
			return nil
		}
		for i := from; i < len(all); i++ {
			if could(i) {
				continue
			}
			for _, c := range o.Trace.Choices[i] {
				if c.Task != all[i] && c.Task != sched.Clock {
					todo = append(todo, append(slices.Clone(all[:i]), c.Task))
				}
			}
		}
	}
	return nil
}

// steps are the numbers of decisions.
func steps(all []uint32) []int {
	out := make([]int, len(all))
	for i := range out {
		out[i] = i
	}
	return out
}

// chooses reports whether a program has a select, or a timer.
func chooses(body []generated.Stmt) bool {
	return slices.ContainsFunc(body, func(s generated.Stmt) bool {
		switch s.Op {
		case generated.Select, generated.Sleep, generated.AfterFunc, generated.ResetTimer:
			return true
		}
		return chooses(s.Body) || chooses(s.Else)
	})
}
