package explore

import (
	"context"
	"errors"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// Executions in several processes share ports, files and whatever else the
// system has one of. What an execution shows that uses the system, and had others
// beside it, is believed only if it shows alone as well; where it does not, one
// worker runs the test.

// errDisturbed says that executions are to be run again, by one worker.
var errDisturbed = errors.New("executions disturb each other")

// disturbed replays what is new in a piece, and reports whether it does not show
// alone. Then one worker is to run everything from now on, and the piece once more.
// What could not be replayed is taken out of it.
func (e *explorer) disturbed(ctx context.Context, p *piece) (bool, error) {
	if e.Parallel == 1 {
		return false, nil
	}
	var failed error
	for i := range p.hits {
		h := &p.hits[i]
		if h.outcome == nil || !e.news(h.found) || !meets(h.outcome) {
			continue
		}
		var c Confirmation
		if failed == nil && !e.Budget.Over() {
			c, failed = Confirm(ctx, e.lab, e.Budget, ReplaySpec(h.spec, h.outcome), h.outcome)
		}
		if failed != nil && ctx.Err() != nil {
			continue // interrupted: what was found is told as it is
		}
		if c.Verdict != Unconfirmed && (c.Verdict == Replayable || c.shows(h.found)) {
			h.confirmation = &c
			continue
		}
		h.found, h.outcome = nil, nil
		if c.Verdict != Unconfirmed {
			return true, nil
		}
		e.Unrepeated++
	}
	return false, failed
}

// news reports whether one of the findings is not known yet.
func (e *explorer) news(found []finding.Finding) bool {
	return slices.ContainsFunc(found, func(f finding.Finding) bool {
		id := finding.Identity(f)
		return !slices.ContainsFunc(e.Findings, func(known *Found) bool { return known.Identity == id })
	})
}

// meets reports whether an execution may have met others outside its process.
// Of one whose process has ended it is not known.
func meets(o *execution.Outcome) bool {
	return o.External || o.Uses&execution.UsesSystem != 0 || ended(o.Status)
}

// shows reports whether a replay shows one of the findings.
func (c *Confirmation) shows(found []finding.Finding) bool {
	again := slices.Concat(identities(FromOutcome(c.Replay)), identities(FromOutcome(c.Second)))
	return slices.ContainsFunc(found, func(f finding.Finding) bool { return slices.Contains(again, finding.Identity(f)) })
}
