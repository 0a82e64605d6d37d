package exhaust

import (
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// root is the goroutine that starts the test, and waits for it.
const root = 1

// awaited returns the goroutines for whose end testing waits, beside the root:
// those of the test and its subtests. How it does is no step.
func (r *run) awaited() map[uint32]bool {
	out := map[uint32]bool{}
	for i := range r.outcome.Trace.Tasks {
		if t := &r.outcome.Trace.Tasks[i]; strings.HasPrefix(t.Start, "testing.(*T).") {
			out[t.ID] = true
		}
	}
	return out
}

// outlived reports whether a goroutine of the test may act when the test has
// ended: its last operation does not happen before the end. That it came first
// in this schedule is no matter.
func (r *run) outlived() bool {
	if r.outcome.Status != execution.Passed {
		return false
	}
	awaited := r.awaited()
	last := map[uint32]int{} // what each goroutine did last that others may notice
	for i := range r.steps {
		if s := &r.steps[i]; r.born[s.Task] && s.Task != root && !awaited[s.Task] && classOf(&s.Choice) != silent {
			last[s.Task] = i
		}
	}
	if len(last) == 0 {
		return false
	}
	before := r.beforeEnd(awaited)
	for _, i := range last {
		if !before[i] {
			return true
		}
	}
	return slices.ContainsFunc(r.pending, func(c trace.Choice) bool { return r.born[c.Task] && c.Task != root && !awaited[c.Task] })
}

// beforeEnd says of each step whether it happens before the last one of the
// root, or of one that is awaited.
func (r *run) beforeEnd(awaited map[uint32]bool) []bool {
	before := make([]bool, len(r.steps))
	mark := func(i int) {
		if i >= 0 {
			before[i] = true
		}
	}
	latest := map[uint32]int{} // the last of each goroutine that does
	var marked []int
	for i := len(r.steps) - 1; i >= 0; i-- {
		s := &r.steps[i]
		_, known := latest[s.Task]
		if !known {
			before[i] = before[i] || s.Task == root || awaited[s.Task] || slices.ContainsFunc(marked, func(j int) bool { return dependent(s, &r.steps[j]) })
		}
		if known || before[i] {
			before[i] = true
			if !known {
				latest[s.Task] = i
			}
			mark(s.parent)
			mark(s.enabler)
			marked = append(marked, i)
		}
	}
	return before
}
