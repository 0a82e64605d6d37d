package scenario

import (
	"context"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/measure"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

// Schedules of a variant. One that must be right is searched longer, and one
// that fails costs more.
const (
	rightSchedules  = 300
	brokenSchedules = 200
	drawnSchedules  = 60 // of each drawn workload
	rightDraws      = 2
	brokenDraws     = 1
	fewest          = 1500 // more, for the fewest preemptions that show what goes wrong

	// maxSteps is far more than a kernel takes. Schedules are fair after half of
	// it, so that a goroutine that spins does not hold up the others for long.
	maxSteps = 20_000
)

// explore measures the variants under control.
func (s *Scenario) explore(call *harness.Call, how settings.Values) {
	begin := time.Now()
	call.T.Cleanup(func() { s.clock(call.T, how.Model, begin) })
	lab, end, err := call.Laboratory(nil)
	if err != nil {
		call.T.Fatal(err)
	}
	call.T.Cleanup(end)
	ctx, cancel := call.Context()
	call.T.Cleanup(cancel)
	for i := range s.Variants {
		v := &s.Variants[i]
		if v.Body == nil {
			continue
		}
		call.T.Run(v.Name, func(t *testing.T) {
			t.Helper()
			t.Parallel()
			e := explorer{s: s, v: v, call: call, lab: lab, how: how}
			if how.Model == execution.Cooperative {
				e.measure(ctx, t)
				return
			}
			e.check(ctx, t, v.Want, execution.Preemptive, 0)
			if v.Cooperative != nil {
				e.check(ctx, t, *v.Cooperative, execution.Cooperative, 0)
			}
			for draw := 1; draw <= s.draws(v); draw++ {
				e.check(ctx, t, v.Want, execution.Preemptive, draw)
			}
		})
	}
}

// draws is how many workloads are drawn for v. What a kernel hides a larger
// workload may show.
func (s *Scenario) draws(v *Variant) int {
	switch {
	case len(s.Params) == 0 || v.Hidden:
		return 0
	case v.Want.Right():
		return rightDraws
	}
	return brokenDraws
}

// An explorer measures one variant.
type explorer struct {
	s    *Scenario
	v    *Variant
	call *harness.Call
	lab  execution.Laboratory
	how  settings.Values
}

// measure is for racekit matrix -model=cooperative: each variant has a verdict,
// whatever is declared of it.
func (e *explorer) measure(ctx context.Context, t *testing.T) {
	t.Helper()
	if want := e.v.Cooperative; want != nil {
		e.check(ctx, t, *want, execution.Cooperative, 0)
		return
	}
	m, err := measure.Of(ctx, e.lab, e.config(execution.Cooperative, 0, rightSchedules), nil)
	if err != nil {
		t.Errorf("%s, %s: not measured: %v", e.s.ID, e.v.Name, err)
		return
	}
	got, _, _ := verdictOf(&m)
	e.record(ctx, t, got, execution.Cooperative, &m, true)
}

func (e *explorer) config(model execution.Model, draw, n int) explore.Config {
	spec := e.how.Spec()
	spec.Test, spec.Input = e.call.T.Name(), e.call.Order(item(e.v, draw))
	spec.Model, spec.Leaks, spec.MaxSteps = model, true, maxSteps
	cfg := explore.Config{
		Base:       spec,
		N:          n,
		Strategies: e.how.Strategies,
		Exhaustive: harness.Race,
	}
	if draw == 0 { // of larger workloads the fewest preemptions are not asked for
		cfg.Exact = fewest
	}
	return cfg
}

// campaign says what an exploration with this config has found. Nothing of it is
// recorded: much of it is declared.
func (e *explorer) campaign(cfg explore.Config) *campaign.Campaign {
	k := e.call.Campaign(e.lab, cfg)
	k.Records = nil
	return k
}

func (e *explorer) check(ctx context.Context, t *testing.T, want Verdict, model execution.Model, draw int) {
	t.Helper()
	n := brokenSchedules
	switch {
	case draw > 0:
		n = drawnSchedules
	case want.Right():
		n = rightSchedules
	}
	m, err := measure.Of(ctx, e.lab, e.config(model, draw, n), want.wanted())
	if err != nil {
		t.Errorf("%s, %s: not measured: %v", e.s.ID, e.v.Name, err)
		return
	}
	if draw > 0 {
		want = want.atLeast(&m)
	}
	bad := contradictions(want, &m)
	if draw == 0 {
		e.record(ctx, t, want, model, &m, len(bad) == 0)
	}
	if len(bad) == 0 {
		return
	}
	t.Errorf("%s, %s, %s: %s\nwhy it was declared: %s", e.s.ID, e.v.Name, e.situation(model, draw), sentence(want, &m, bad), e.v.Why)
	if f := firstWitness(want, &m); f != nil {
		t.Logf("schedule %d shows:\n%s", f.First+1, e.call.Describe(ctx, e.campaign(e.config(model, draw, n)), f.Found))
	}
	t.Logf("run again: %s", e.call.Again())
}

// situation says with what a variant was measured.
func (e *explorer) situation(model execution.Model, draw int) string {
	text := "with " + e.s.workload(draw).String()
	if model == execution.Cooperative {
		text += ", cooperative"
	}
	return text
}
