package explore

import (
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

var endings = map[execution.Status]finding.Ending{
	execution.Passed:   finding.Passed,
	execution.Skipped:  finding.Passed,
	execution.Failed:   finding.Failed,
	execution.Panicked: finding.Panicked,
	execution.Deadlock: finding.Deadlocked,
	execution.Livelock: finding.Livelocked,
	execution.TimedOut: finding.TimedOut,
	execution.Crashed:  finding.Crashed,
	execution.Hung:     finding.Hung,
	execution.Diverged: finding.Diverged,
}

// FromOutcome says what an outcome shows to be wrong. It can be nothing even
// if Found says otherwise: a limit of the tools, which finding.Limitation names,
// or an execution that was cut off.
func FromOutcome(o execution.Outcome) []finding.Finding {
	if o.Status == execution.Cut {
		return nil
	}
	return finding.Classify(finding.Facts{
		Test: o.Test, Ending: endings[o.Status], Races: o.Races, Output: o.Output,
		Message: o.Message, Stack: o.Stack, Culprit: o.Culprit, Leaked: o.Leaked,
		Trace: o.Trace, Steps: o.Steps, DivergedAt: o.DivergedAt,
	})
}
