package exhaust

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// preempts reports whether it is a preemption that task takes step i.
func (r *run) preempts(i int, task uint32) bool {
	if i == 0 || r.steps[i-1].Task == task {
		return false
	}
	return slices.ContainsFunc(r.steps[i].enabled, func(c trace.Choice) bool {
		return c.Task == r.steps[i-1].Task && c.Op != sched.OpYield
	})
}

// cost returns the preemptions in the first n steps.
func (r *run) cost(n int) int {
	cost := 0
	for i := range n {
		if r.preempts(i, r.steps[i].Task) {
			cost++
		}
	}
	return cost
}

// bounded explores every schedule with no preemption, then with one, and so
// on. It does not leave out equivalent ones: one that is left out may be the
// only way to reach others within the bound. A schedule is the child of the
// one from which it deviates first, so that none comes up twice.
func (s *search) bounded(ctx context.Context) error {
	todo := make([][][]uint32, s.limits.Bound+1) // by the preemptions of the script
	todo[0] = [][]uint32{nil}
	for bound := range todo {
		s.at = bound
		if left := s.limits.Executions - s.Executions; s.limits.Executions > 0 && len(todo[bound]) > left {
			s.Why = fmt.Sprintf("%s with %s are more than the budget leaves", text.Count(len(todo[bound]), "schedule"), text.Count(bound, "preemption"))
			return nil
		}
		for len(todo[bound]) > 0 {
			if s.full() {
				return nil
			}
			n := min(batch, len(todo[bound]))
			if left := s.limits.Executions - s.Executions; s.limits.Executions > 0 {
				n = min(n, left)
			}
			rest := len(todo[bound]) - n
			scripts := todo[bound][rest:]
			todo[bound] = todo[bound][:rest:rest]
			runs, err := s.several(ctx, scripts)
			if err != nil {
				return err
			}
			for i, r := range runs {
				if s.full() || !s.followed(r, scripts[i], len(scripts[i])) {
					return nil
				}
				s.take(r)
				s.branch(r, len(scripts[i]), todo)
			}
		}
		s.Extent, s.Bound = Bounded, bound
	}
	return nil
}

// branch adds the schedules that leave r for the first time at step from or
// later to those of their number of preemptions.
func (s *search) branch(r *run, from int, todo [][][]uint32) {
	if from > 0 {
		s.ways(r, from-1, r.cost(from), todo)
	}
	cost := r.cost(from)
	for at := from; at < len(r.steps); at++ {
		for _, c := range r.steps[at].enabled {
			next := cost
			if r.preempts(at, c.Task) {
				next++
			}
			if c.Task != r.steps[at].Task {
				s.add(append(r.script(at), c.Task), next, todo)
			}
		}
		if r.preempts(at, r.steps[at].Task) {
			cost++
		}
		s.ways(r, at, cost, todo)
	}
}

// ways adds the other ways of the select at a step, if the first one was taken.
func (s *search) ways(r *run, at, cost int, todo [][][]uint32) {
	e := &r.steps[at]
	for way := uint8(1); e.way == 0 && way < e.Ways; way++ {
		s.add(append(r.script(at), sched.Decision(e.Task, way)), cost, todo)
	}
}

func (s *search) add(script []uint32, cost int, todo [][][]uint32) {
	if cost >= len(todo) || s.limits.Executions > 0 && len(todo[cost]) > s.limits.Executions { // more than are ever gone through
		return
	}
	todo[cost] = append(todo[cost], script)
}

// batch is how many schedules are run before what they show is looked at,
// however many workers there are.
const batch = 8

// several runs scripts, some of them at the same time.
func (s *search) several(ctx context.Context, scripts [][]uint32) ([]*run, error) {
	runs, errs := make([]*run, len(scripts)), make([]error, len(scripts))
	var wg sync.WaitGroup
	var next atomic.Int64
	for range min(max(s.limits.Workers, 1), len(scripts)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(scripts); i = int(next.Add(1)) - 1 {
				runs[i], errs[i] = s.run(ctx, s.Executions+i, scripts[i])
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return nil, err
		}
	}
	return runs, nil
}
