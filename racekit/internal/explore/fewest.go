package explore

import (
	"context"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore/exhaust"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// fewer searches for findings of these kinds with fewer preemptions than are
// known. It returns the first of each kind that it came to, which has the fewest, and
// with how few preemptions every schedule was explored: fewer than all. Unless
// KeepGoing is set, one finding is enough.
func (e *explorer) fewer(ctx context.Context, spec execution.Spec, known preemptions, executions int) (firsts []exhaust.Finding, all int, err error) {
	most := 0
	for _, n := range known {
		most = max(most, n)
	}
	if most == 0 || executions <= 0 || e.over() {
		return nil, 0, nil
	}
	seen, looked := map[finding.Kind]bool{}, 0
	enough := func(bound int, found []exhaust.Finding) bool {
		for ; looked < len(found); looked++ {
			isNew := false
			for _, k := range kindsOf(found[looked].Outcome) {
				_, wanted := known[k]
				isNew = isNew || wanted && !seen[k]
				seen[k] = true
			}
			if isNew {
				firsts = append(firsts, found[looked])
			}
		}
		if !e.KeepGoing && len(firsts) > 0 {
			return true
		}
		for k, n := range known {
			if n > bound && !seen[k] {
				return false
			}
		}
		return true
	}
	r, err := e.search(ctx, spec, exhaust.Limits{Bound: most - 1, Executions: executions, Enough: enough, OneSeed: true})
	if err != nil {
		return nil, 0, err
	}
	enough(0, r.Found)
	return firsts, below(&r), nil
}

// below is how many preemptions no schedule can have that r did not explore.
func below(r *exhaust.Result) int {
	if r.Extent == Bounded {
		return r.Bound + 1
	}
	return 0
}

// shortest adds the findings of a search, before them those with the fewest
// preemptions if they are soon found.
func (e *explorer) shortest(ctx context.Context, spec execution.Spec, found []exhaust.Finding) error {
	executions := (e.N - e.Executions) / allShares
	if e.Exact > 0 { // that comes at the end
		executions = 0
	}
	known := preemptions{}
	for i, f := range found {
		for _, k := range kindsOf(f.Outcome) {
			if i == 0 || e.KeepGoing {
				known.add(k, f.Preemptions)
			}
		}
	}
	firsts, all, err := e.fewer(ctx, spec, known, executions)
	if err != nil {
		return err
	}
	return e.adds(ctx, slices.Concat(firsts, found), all)
}

// adds adds findings of a search of all schedules with fewer than all preemptions.
func (e *explorer) adds(ctx context.Context, found []exhaust.Finding, all int) error {
	for _, f := range found {
		if err := e.enters(ctx, f, f.Preemptions <= all); err != nil {
			return err
		}
	}
	return nil
}

// exact adds, for each kind of the findings so far, one with the fewest
// preemptions.
func (e *explorer) exact(ctx context.Context) error {
	known := preemptions{}
	for _, f := range e.Findings {
		known.add(f.Kind, f.Preemptions)
	}
	spec := e.searched()
	most := 0
	for _, f := range e.Findings {
		if n := known[f.Kind]; n == f.Preemptions && n > most {
			most, spec.Index = n, f.Outcome.Index // with these random numbers it shows
		}
	}
	firsts, all, err := e.fewer(ctx, spec, known, e.Exact)
	if err != nil {
		return err
	}
	e.Sought = exhaust.Excludes(spec) == ""
	for _, f := range e.Findings {
		f.Least = f.Least || f.Preemptions <= all
	}
	return e.adds(ctx, firsts, all)
}

// preemptions are the fewest that are known, by kind of finding.
type preemptions map[finding.Kind]int

func (p preemptions) add(k finding.Kind, n int) {
	if known, ok := p[k]; !ok || n < known {
		p[k] = n
	}
}

func kindsOf(o execution.Outcome) []finding.Kind {
	var kinds []finding.Kind
	for _, f := range FromOutcome(o) {
		kinds = append(kinds, f.Kind)
	}
	return kinds
}
