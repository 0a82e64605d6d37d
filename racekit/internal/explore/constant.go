package explore

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// constant returns the number of schedules explored, if the finding is no matter
// of the schedule; else 0. All show it then, the default one included. A leak is
// such a finding, and a failure in which no goroutine took part but the test's own.
func (r *Result) constant(f *Found) int {
	if f.Frequency.Missed || !slices.Contains(identities(FromOutcome(r.First)), f.Identity) {
		return 0
	}
	switch f.Kind {
	case finding.Leak:
	case finding.TestFailure, finding.Panic, finding.Exit:
		if !alone(r.First.Trace) || !alone(f.Outcome.Trace) {
			return 0
		}
	default:
		return 0
	}
	return r.Executions
}

// alone reports whether no goroutine took part in an execution but those in
// which package testing runs the test and its subtests.
func alone(tr *trace.Trace) bool {
	if tr == nil || len(tr.Tasks) == 0 {
		return false
	}
	return !slices.ContainsFunc(tr.Tasks, func(t trace.Task) bool {
		switch trace.Package(t.Start) {
		case "testing", "internal/synctest":
			return false
		}
		return t.ID != tr.Main() && !tr.Hidden(t.ID)
	})
}
