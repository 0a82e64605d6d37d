package main

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

const (
	shapeBudget = 10_000
	shapeSeeds  = 200
)

// shapes are the programs of testdata/shapes with the means of Shuttle; 0 is
// never.
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
The shapes are the programs of testdata/shapes. The last three columns of the first table are Shuttle's figures for them. In deep25 the checker starts first, or the default schedule would find it.
The default schedule, which comes first, is not counted.
`+"`go run ./racekit/internal/tools/bench shapes`"+` writes this page.

| shape |`, b.seeds, shapeBudget, b.seeds, hopeless)
	for _, c := range columns {
		fmt.Fprintf(&t, " %s |", c.name)
	}
	t.WriteString(" Shuttle random | PCT d=3 | URW |\n|---|" + strings.Repeat("---|", len(columns)+3) + "\n")
	best := map[string]column{}
	for _, s := range shapes {
		fmt.Fprintf(&t, "| %s |", s.name)
		least := math.Inf(1)
		for _, c := range columns {
			got, err := measure(ctx, pool, s.test, c.configs, b.seeds, shapeBudget)
			if err != nil {
				return "", err
			}
			b.log("%s, %s: %s", s.name, c.name, got)
			fmt.Fprintf(&t, " %s |", got)
			if m := got.mean(); c.name != mix && len(got.schedules) == b.seeds && m < least {
				best[s.name], least = c, m
			}
		}
		fmt.Fprintf(&t, " %s | %s | %s |\n", shuttle(s.random), shuttle(s.pct), shuttle(s.urw))
	}
	fmt.Fprintf(&t, `
## The best strategy and the default mixture, with %d seeds

The best is that of the table above. The ratios are to the least figure of Shuttle's strategies.

| shape | Shuttle's best | best strategy | found | mean | ratio | mix found | mean | ratio |
|---|---|---|---|---|---|---|---|---|
`, shapeSeeds)
	for _, s := range shapes {
		rival := s.urw // finds all of them
		for _, x := range []float64{s.random, s.pct} {
			if x > 0 && x < rival {
				rival = x
			}
		}
		c := best[s.name]
		fmt.Fprintf(&t, "| %s | %s | %s |", s.name, number(rival), c.name)
		for _, configs := range [][]sched.Config{c.configs, explore.Mix()} {
			got, err := measure(ctx, pool, s.test, configs, shapeSeeds, shapeBudget)
			if err != nil {
				return "", err
			}
			b.log("%s, %d seeds, %v: %s", s.name, shapeSeeds, configs, got)
			fmt.Fprintf(&t, " %d | %s ± %s | %.1f |", len(got.schedules), number(got.mean()), number(got.half()), got.mean()/rival)
		}
		t.WriteString("\n")
	}
	return t.String(), nil
}

func shuttle(x float64) string {
	if x == 0 {
		return "never"
	}
	return number(x)
}
