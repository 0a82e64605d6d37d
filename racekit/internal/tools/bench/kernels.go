package main

import (
	"context"
	"fmt"
	"strings"
)

const kernelBudget = 2_000

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
			}
			rows.WriteString("\n")
		}
	}
	var t strings.Builder
	fmt.Fprintf(&t, `# Kernels: strategies compared

%d small programs with one bug each: kernels of the families that SCTBench has, written anew in Go (testdata/kernels), and the shapes of [bench-shapes.md](bench-shapes.md) (testdata/shapes).
Mean number of schedules to the first bug over %d seeds and its 95 %% interval, budget %d schedules per seed, `+"`-race`"+` on; "(n of %d)" where not all seeds find it, never where the first %d do not. The default schedule, which shows none of the bugs, is not counted.
`+"`go run ./racekit/internal/tools/bench kernels`"+` writes this page. Executions and decisions per second by strategy, what control costs against a plain loop, and how it grows with goroutines and with steps, are in [speed.md](speed.md).

| strategy | found by all seeds | by some | median of the means | found sooner than by walk |
|---|---|---|---|---|
`, programs, b.seeds, kernelBudget, b.seeds, hopeless)
	for i, c := range columns {
		fmt.Fprintf(&t, "| %s | %s\n", c.name, totals[i].row(&totals[0]))
	}
	t.WriteString("\n| program |")
	for _, c := range columns {
		fmt.Fprintf(&t, " %s |", c.name)
	}
	t.WriteString("\n|---|" + strings.Repeat("---|", len(columns)) + "\n" + rows.String())
	return t.String(), nil
}

// A total is what a strategy did over all programs.
type total struct{ scores []score }

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
	return fmt.Sprintf("%d | %d | %s | %d |", all, some, number(median(means)), sooner)
}
