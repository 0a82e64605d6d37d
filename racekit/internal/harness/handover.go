package harness

import (
	"cmp"
	"context"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/handover"
	"github.com/racekit/toolkit/racekit/internal/report"
)

// Reports reports whether racekit test has started this process: it reports,
// records and accepts what the library finds here, and a test need not fail by
// what it hands over.
func Reports() bool { return handover.To != "" }

// HandOver gives racekit test what a call has explored. It does nothing unless
// Reports.
func (c *Call) HandOver(x handover.Exploration) {
	if !Reports() {
		return
	}
	c.T.Helper()
	x.Test = c.T.Name()
	for i := range x.Findings {
		x.Findings[i].Failure.Test = cmp.Or(x.Findings[i].Failure.Test, x.Test)
	}
	if err := handover.Give(handover.To, x); err != nil {
		c.T.Errorf("racekit: %v", err)
	}
}

// Handed is what racekit test needs of a finding, which is among of schedules.
// What other processes can repeat is made simpler and described there.
func (c *Call) Handed(ctx context.Context, lab execution.Laboratory, f *explore.Found, of int) handover.Finding {
	h := handover.Finding{Identity: f.Identity, Strategy: f.Strategy}
	plain := &report.Failure{Finding: f.Finding, Every: f.Every}
	if _, others := lab.(*execution.Pool); others && f.Verdict == explore.Replayable && !plain.Ordinary() {
		h.Spec, h.Failure = &f.Spec, report.Failure{Finding: f.Finding, Often: f.Frequency, Every: f.Every}
	} else {
		h.Failure = c.Failure(ctx, lab, f)
	}
	h.Failure.Schedule, h.Failure.Of = f.First+1, of
	return h
}

// Fail makes the test fail by findings of an exploration, each with its report.
// If racekit test reports them it gets them, and the log only names them.
func (c *Call) Fail(ctx context.Context, lab execution.Laboratory, res explore.Result, of int) {
	c.T.Helper()
	x := handover.Exploration{Schedules: res.Executions, Distinct: res.Distinct}
	for i, f := range res.Findings {
		c.at, c.of = i, len(res.Findings)
		if Reports() {
			x.Findings = append(x.Findings, c.Handed(ctx, lab, f, of))
			c.T.Logf("racekit: schedule %d of %d: %s: %s", f.First+1, of, f.Kind, f.Message)
			continue
		}
		c.T.Errorf("racekit: schedule %d of %d\n%s", f.First+1, of, c.Describe(ctx, lab, f))
	}
	c.HandOver(x)
}
