package explore

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Notes say what is to be known of how the test was explored, a line each.
func (r *Result) Notes() []string {
	var out []string
	if r.Isolated {
		out = append(out, "it cannot run twice in one process; every schedule had a process of its own")
	}
	if r.Alone {
		out = append(out, "a failure of two executions at once did not occur in one alone, so one worker explores the test: do executions share a port or a file?")
	}
	if r.Unrepeated > 0 {
		out = append(out, fmt.Sprintf("for lack of time not run again alone: %s with a finding that another execution may have caused", text.Count(r.Unrepeated, "schedule")))
	}
	if r.Limited > 0 {
		out = append(out, fmt.Sprintf("%s ended at a limit of the race detector: %s", text.Count(r.Limited, "schedule"), finding.Limitation(r.Limitation)))
	}
	if r.Coverage.Uses&execution.UsesInexact != 0 {
		out = append(out, "the race detector ran out of memory in a schedule, and may have missed a data race; let the test do less, or try -short")
	}
	return out
}

// NoPoint reports whether the test had no scheduling point: in each execution
// there were only the steps with which testing starts its goroutines and waits for
// them, one after the other.
func (r *Result) NoPoint() bool {
	tr := r.First.Trace
	if tr == nil || r.Distinct != 1 || r.First.Status == execution.Skipped || len(tr.Events) != r.First.Steps {
		return false
	}
	return !slices.ContainsFunc(tr.Events, func(e trace.Event) bool {
		return e.Ready > 1 || e.Op != sched.OpStart && e.Op != sched.OpResume
	})
}

// Unfinished says which executions were cut off, and what to do; "" if none was.
// byTime and bySteps say how a user lets them be longer or shorter.
func (r *Result) Unfinished(byTime, bySteps string) string {
	late, long := fmt.Sprintf("did not end within %v", r.Limit), fmt.Sprintf("did not end within %d steps", r.MaxSteps)
	if r.Reason == Endless {
		if r.First.Status == execution.Cut {
			return "the default schedule " + late + ": it runs forever, or is too slow to explore with this limit; " + byTime
		}
		return "the default schedule " + long + ": it runs forever, or is too long to explore; " + bySteps
	}
	var parts []string
	if r.Late > 0 {
		parts = append(parts, text.Count(r.Late, "schedule")+" "+late+"; "+byTime)
	}
	if r.Long > 0 {
		parts = append(parts, text.Count(r.Long, "schedule")+" "+long+"; "+bySteps)
	}
	return strings.Join(parts, "; ")
}
