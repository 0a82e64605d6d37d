package shrinking

import (
	"context"
	"errors"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/shrink"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

// BenchmarkShrink measures how long the schedule of a finding takes to be
// shrunk: go test -run '^$' -bench Shrink -benchtime 3x ./racekit/internal/tests/shrinking.
func BenchmarkShrink(b *testing.B) {
	for _, tt := range []struct {
		name, pkg, test string
		kind            finding.Kind
		seed            uint64
		within          time.Duration // after which the best so far is taken; 0 is to the end
	}{
		{"1000Steps", "shrink", "TestThousandSteps", finding.TestFailure, 1, 0},
		{"100000Steps", "shrink", "TestHundredThousandSteps", finding.TestFailure, 1, 0},
		{"100000StepsIn2Seconds", "shrink", "TestHundredThousandSteps", finding.TestFailure, 1, 2 * time.Second},
		{"Exit", "hazards", "TestExitSometimes", finding.Exit, 1, 0},
		{"Fatal", "hazards", "TestFatalSometimes", finding.Fatal, 1, 0},
	} {
		b.Run(tt.name, func(b *testing.B) {
			p := execution.NewPool(lab.Build(b, tt.pkg), runtime.NumCPU())
			defer p.Close()
			found, err := explore.Explore(b.Context(), p, explore.Config{Base: execution.Spec{Test: tt.test, Seed: tt.seed}, N: 3000}, nil)
			if err != nil {
				b.Fatal(err)
			}
			i := slices.IndexFunc(found.Findings, func(f *explore.Found) bool { return f.Kind == tt.kind && f.Verdict == explore.Replayable })
			if i < 0 {
				b.Fatalf("no %s in %d executions", tt.kind, found.Executions)
			}
			f := found.Findings[i]
			for b.Loop() {
				ctx, cancel := b.Context(), context.CancelFunc(func() {})
				if tt.within > 0 {
					ctx, cancel = context.WithTimeout(ctx, tt.within)
				}
				r, err := shrink.Shrink(ctx, p, f.Spec, f.Outcome, f.Identity, shrink.Config{Time: time.Hour})
				cancel()
				if err != nil && !(tt.within > 0 && errors.Is(err, context.DeadlineExceeded)) || r.Note != "" {
					b.Fatal(err, r.Note)
				}
				b.ReportMetric(float64(f.Outcome.Steps), "steps")
				b.ReportMetric(float64(f.Outcome.Switches), "preemptions-before")
				b.ReportMetric(float64(len(r.Why.Switches)), "preemptions")
				b.ReportMetric(float64(r.Why.Executions), "executions")
			}
		})
	}
}
