package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

const (
	kernelBudget = 2_000
	paceRuns     = 300 // executions per program and strategy for the figures of speed
)

// kernelsPage measures every program of testdata/kernels and testdata/shapes.
func (b *bench) kernelsPage(ctx context.Context) (string, error) {
	var rows strings.Builder
	totals := make([]total, len(columns))
	programs := 0
	for _, dir := range []string{"kernels", "shapes"} {
		pool, err := b.pool(ctx, dir)
		if err != nil {
			return "", err
		}
		defer pool.Close()
		info, err := pool.Info(ctx)
		if err != nil {
			return "", err
		}
		for _, test := range info.Tests {
			programs++
			fmt.Fprintf(&rows, "| %s |", strings.TrimPrefix(test, "Test"))
			for i, c := range columns {
				s, err := measure(ctx, pool, test, c.configs, b.seeds, kernelBudget)
				if err != nil {
					return "", err
				}
				b.log("%s, %s: %s", test, c.name, s)
				fmt.Fprintf(&rows, " %s |", s)
				totals[i].scores = append(totals[i].scores, s)
				if err := totals[i].pace(ctx, pool, test, c.configs[0]); err != nil {
					return "", err
				}
			}
			rows.WriteString("\n")
		}
	}
	var t strings.Builder
	fmt.Fprintf(&t, `# Kernels: strategies compared

%d small programs with one bug each: kernels of the families that SCTBench has, written anew in Go (testdata/kernels), and the shapes of DESIGN.md section 7 (testdata/shapes).
Mean number of schedules to the first bug over %d seeds and its 95 %% interval, budget %d schedules per seed, `+"`-race`"+` on; "(n of %d)" where not all seeds find it, never where the first %d do not. The default schedule, which shows none of the bugs, is not counted.
`+"`go run ./racekit/internal/bench kernels`"+` writes this page. What control costs against a plain loop, and how it grows with goroutines and with steps, is in [speed.md](speed.md).

| strategy | found by all seeds | by some | median of the means | found sooner than by walk | executions/s and core | decisions/s and core |
|---|---|---|---|---|---|---|
`, programs, b.seeds, kernelBudget, b.seeds, hopeless)
	for i, c := range columns {
		fmt.Fprintf(&t, "| %s | %s\n", c.name, totals[i].row(&totals[0]))
	}
	t.WriteString("\nThe speeds are those of the programs above with a fresh T each, failing executions and their description included.\n\n| program |")
	for _, c := range columns {
		fmt.Fprintf(&t, " %s |", c.name)
	}
	t.WriteString("\n|---|" + strings.Repeat("---|", len(columns)) + "\n" + rows.String())
	return t.String(), nil
}

// A total is what a strategy did over all programs.
type total struct {
	scores     []score
	executions int
	steps      int
	took       time.Duration
}

// pace runs a fixed number of executions to see how fast they are.
func (s *total) pace(ctx context.Context, pool *execution.Pool, test string, strategy sched.Config) error {
	spec := execution.Spec{Test: test, Seed: 1, Index: 1, Strategy: strategy}
	if _, err := pool.RunBatch(ctx, spec, 1); err != nil { // a worker that is past its warm-up
		return err
	}
	begin := time.Now()
	for spec.Index <= paceRuns {
		batch, err := pool.RunBatch(ctx, spec, paceRuns+1-spec.Index)
		if err != nil {
			return err
		}
		for _, r := range batch.Runs {
			s.steps += r.Steps
		}
		s.executions += len(batch.Runs)
		spec.Index += len(batch.Runs)
	}
	s.took += time.Since(begin)
	return nil
}

func (s *total) row(walk *total) string {
	all, some, sooner := 0, 0, 0
	var means []float64
	for i, x := range s.scores {
		if n := len(x.schedules); n > 0 && n == x.seeds {
			all++
		} else if n > 0 {
			some++
		}
		if len(x.schedules) > 0 {
			means = append(means, x.mean())
			if w := walk.scores[i]; len(w.schedules) == 0 || x.mean() < w.mean() {
				sooner++
			}
		}
	}
	seconds := s.took.Seconds()
	return fmt.Sprintf("%d | %d | %s | %d | %.0f | %.0f |", all, some, number(median(means)), sooner,
		float64(s.executions)/seconds, float64(s.steps)/seconds)
}
