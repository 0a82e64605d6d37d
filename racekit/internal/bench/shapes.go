package main

import (
	"context"
	"fmt"
	"strings"
)

const shapeBudget = 10_000

// shapes are the programs of DESIGN.md section 7 with the means of Shuttle; 0
// is never.
var shapes = []struct {
	test, name       string
	random, pct, urw float64
}{
	{"TestLostUpdate", "lost update", 2.9, 3.8, 1.8},
	{"TestABBA", "AB-BA deadlock", 2.9, 4.7, 2.0},
	{"TestTwoCriticalSections", "two critical sections", 2.5, 2.8, 1.9},
	{"TestReorder3", "reorder_3", 30, 26, 6.3},
	{"TestReorder5", "reorder_5", 287, 65, 12.8},
	{"TestReorder10", "reorder_10", 0, 558, 22.9},
	{"TestReorder20", "reorder_20", 0, 3030, 67},
	{"TestTwoStage1", "twostage_1", 2.8, 4.4, 4.0},
	{"TestTwoStage20", "twostage_20", 2368, 840, 10.6},
	{"TestDeep25", "deep25", 0, 1.0, 9.9},
}

func (b *bench) shapesPage(ctx context.Context) (string, error) {
	pool, err := b.pool(ctx, "shapes")
	if err != nil {
		return "", err
	}
	defer pool.Close()
	var t strings.Builder
	fmt.Fprintf(&t, `# Schedules to the first bug

Mean over %d seeds and its 95 %% interval, budget %d schedules per seed, `+"`-race`"+` on. Where not all seeds find it, the mean is of those that do, "(n of %d)"; where the first %d do not, it says never.
The shapes are those of DESIGN.md section 7, whose figures of Shuttle are the last three columns.
The default schedule, which comes first, is not counted. The ratios are to the best of Shuttle's: of the best single strategy, and of the default mix.
`+"`go run ./racekit/internal/bench shapes`"+` writes this page.

| shape |`, b.seeds, shapeBudget, b.seeds, hopeless)
	for _, c := range columns {
		fmt.Fprintf(&t, " %s |", c.name)
	}
	t.WriteString(" Shuttle random | PCT d=3 | URW | best ratio | mix ratio |\n|---|" + strings.Repeat("---|", len(columns)+5) + "\n")
	for _, s := range shapes {
		fmt.Fprintf(&t, "| %s |", s.name)
		best := 0.0
		var mix score
		for _, c := range columns {
			got, err := measure(ctx, pool, s.test, c.configs, b.seeds, shapeBudget)
			if err != nil {
				return "", err
			}
			b.log("%s, %s: %s", s.name, c.name, got)
			fmt.Fprintf(&t, " %s |", got)
			if c.name == "mix" {
				mix = got
			} else if m := got.mean(); len(got.schedules) == b.seeds && (best == 0 || m < best) {
				best = m
			}
		}
		rival := s.urw // finds all of them
		for _, x := range []float64{s.random, s.pct} {
			if x > 0 && x < rival {
				rival = x
			}
		}
		fmt.Fprintf(&t, " %s | %s | %s | %.1f | %.1f |\n", shuttle(s.random), shuttle(s.pct), shuttle(s.urw), best/rival, mix.mean()/rival)
	}
	return t.String(), nil
}

func shuttle(x float64) string {
	if x == 0 {
		return "never"
	}
	return number(x)
}
