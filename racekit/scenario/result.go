package scenario

import (
	"context"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/measure"
	"github.com/racekit/toolkit/racekit/internal/measurement"
)

// record hands the measurement to racekit matrix, if it has asked.
func (e *explorer) record(ctx context.Context, t *testing.T, want Verdict, model execution.Model, m *measure.Measurement, ok bool) {
	if !measurement.Asked() {
		return
	}
	got, raceExact, effectExact := verdictOf(m)
	r := measurement.Result{
		Scenario: e.s.ID, Variant: e.v.Name, Kind: e.v.Kind.String(), Sync: string(e.v.Sync), Cooperative: model == execution.Cooperative,
		Declared: want.String(), Measured: got.String(), OK: ok,
		Race: got.Race, Effect: uint8(got.Effect), RaceAt: got.RaceAt, RaceExact: raceExact, EffectAt: got.EffectAt, EffectExact: effectExact,
		Coverage: m.Coverage.String(), Executions: m.Executions, Distinct: m.Distinct,
	}
	if len(m.Seen) > 0 {
		f := m.Seen[0]
		r.First = &measurement.First{Schedule: f.First + 1, Steps: f.Outcome.Steps, Preemptions: f.Outcome.Switches,
			Finding: string(f.Kind), Report: e.call.Describe(ctx, e.campaign(e.config(model, 0, m.Executions)), f.Found)}
	}
	if err := measurement.Write(r); err != nil {
		t.Error(err)
	}
}

// clock tells how long the scenario took since begin.
func (s *Scenario) clock(t *testing.T, model execution.Model, begin time.Time) {
	r := measurement.Result{Scenario: s.ID, Cooperative: model == execution.Cooperative, Seconds: time.Since(begin).Seconds()}
	if err := measurement.Write(r); err != nil {
		t.Error(err)
	}
}
