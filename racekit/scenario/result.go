package scenario

import (
	"context"
	"encoding/json"
	"os"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/measure"
)

// A Result is the measurement of a variant with the kernel, as a line of JSON.
// One without Variant has the Seconds that the whole scenario took.
type Result struct {
	Scenario    string `json:"scenario"`
	Variant     string `json:"variant"`
	Kind        string `json:"kind"`
	Sync        Sync   `json:"sync"`
	Cooperative bool   `json:"cooperative,omitempty"`
	Declared    string `json:"declared"` // Verdict.String
	Measured    string `json:"measured"`
	OK          bool   `json:"ok"`
	Race        bool   `json:"race"`
	Effect      Effect `json:"effect"`
	// RaceAt and EffectAt are the fewest preemptions seen, Unknown if none; they
	// are Exact if all schedules with fewer were explored.
	RaceAt      int     `json:"raceAt"`
	RaceExact   bool    `json:"raceExact"`
	EffectAt    int     `json:"effectAt"`
	EffectExact bool    `json:"effectExact"`
	Coverage    string  `json:"coverage"`
	Executions  int     `json:"executions"`
	Distinct    int     `json:"distinct"`
	First       *First  `json:"first,omitempty"`
	Seconds     float64 `json:"seconds,omitempty"`
}

// A First is the first schedule that shows something wrong.
type First struct {
	Schedule    int    `json:"schedule"` // from 1
	Steps       int    `json:"steps"`
	Preemptions int    `json:"preemptions"`
	Finding     string `json:"finding"`
	Report      string `json:"report"` // as in the terminal
}

// record appends the measurement to the file that the user has named, if any.
func (e *explorer) record(ctx context.Context, t *testing.T, want Verdict, model execution.Model, m *measure.Measurement, ok bool) {
	file := e.settings.JSON
	if file == "" {
		return
	}
	got, raceExact, effectExact := verdictOf(m)
	r := Result{
		Scenario: e.s.ID, Variant: e.v.Name, Kind: e.v.Kind.String(), Sync: e.v.Sync, Cooperative: model == execution.Cooperative,
		Declared: want.String(), Measured: got.String(), OK: ok,
		Race: got.Race, Effect: got.Effect, RaceAt: got.RaceAt, RaceExact: raceExact, EffectAt: got.EffectAt, EffectExact: effectExact,
		Coverage: m.Coverage.String(), Executions: m.Executions, Distinct: m.Distinct,
	}
	if len(m.Seen) > 0 {
		f := m.Seen[0]
		r.First = &First{Schedule: f.First + 1, Steps: f.Outcome.Steps, Preemptions: f.Outcome.Switches,
			Finding: string(f.Kind), Report: e.call.Describe(ctx, e.campaign(e.config(model, 0, m.Executions)), f.Found)}
	}
	if err := appendLine(harness.Path(file), r); err != nil {
		t.Errorf("the measurement was not written: %v", err)
	}
}

// clock appends how long the scenario took since begin.
func (s *Scenario) clock(t *testing.T, settings harness.Settings, begin time.Time) {
	if settings.JSON == "" {
		return
	}
	r := Result{Scenario: s.ID, Cooperative: settings.Model == execution.Cooperative, Seconds: time.Since(begin).Seconds()}
	if err := appendLine(harness.Path(settings.JSON), r); err != nil {
		t.Errorf("the measurement was not written: %v", err)
	}
}

// appendLine writes a line in one piece, so that those of several processes do
// not mix.
func appendLine(file string, value any) error {
	line, err := json.Marshal(value)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	if closed := f.Close(); err == nil {
		err = closed
	}
	return err
}
