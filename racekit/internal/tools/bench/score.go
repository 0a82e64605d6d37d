package main

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A column is a strategy, as a user names it.
type column struct {
	name    string
	configs []sched.Config
}

var mix = sched.Mixed.String()

// columns are all strategies but the default schedule again and again, which finds
// nothing new; the mixture of them is last.
var columns = func() (all []column) {
	for _, k := range sched.Kinds() {
		if k != sched.FIFO && k != sched.Mixed {
			all = append(all, column{k.String(), []sched.Config{{Kind: k}}})
		}
	}
	return append(all, column{mix, explore.Mix()})
}()

// A score is what a strategy needs for one program.
type score struct {
	schedules []float64 // to the first finding, per seed that had one
	seeds     int
}

func (s score) mean() float64 {
	sum := 0.0
	for _, x := range s.schedules {
		sum += x
	}
	return sum / float64(max(1, len(s.schedules)))
}

// half is half the width of the 95 % interval of the mean.
func (s score) half() float64 {
	n, m, sum := float64(len(s.schedules)), s.mean(), 0.0
	if n < 2 {
		return 0
	}
	for _, x := range s.schedules {
		sum += (x - m) * (x - m)
	}
	// Student's t, to a hundredth from 9 degrees of freedom on: the normal
	// quantile and the first two terms of its expansion.
	const z = 1.96
	f := n - 1
	t := z + (z*z*z+z)/(4*f) + (5*z*z*z*z*z+16*z*z*z+3*z)/(96*f*f)
	return t * math.Sqrt(sum/f/n)
}

func (s score) String() string {
	switch {
	case len(s.schedules) == 0:
		return "never"
	case len(s.schedules) < s.seeds:
		return fmt.Sprintf("%.0f (%d of %d)", s.mean(), len(s.schedules), s.seeds)
	}
	return fmt.Sprintf("%s ± %s", number(s.mean()), number(s.half()))
}

func number(x float64) string {
	if x < 100 {
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

// hopeless is how many seeds without a finding are enough to say never.
const hopeless = 3

// measure explores test with each seed until the first finding. The pool
// serves one exploration at a time.
func measure(ctx context.Context, pool execution.Laboratory, test string, strategies []sched.Config, seeds, budget int) (score, error) {
	s := score{seeds: seeds}
	for seed := range seeds {
		cfg := explore.Config{Base: execution.Spec{Test: test, Seed: uint64(seed + 1), Leaks: true}, N: budget + 1, Strategies: strategies, Parallel: workers}
		res, err := explore.Explore(ctx, pool, cfg, nil)
		if err != nil {
			return s, err
		}
		if len(res.Findings) > 0 {
			f := res.Findings[0]
			if f.Verdict != explore.Replayable {
				return s, fmt.Errorf("%s, seed %d, schedule %d (%v): %s: %s; it %v: %v", test, seed+1, f.First, f.Strategy, f.Kind, f.Message, f.Verdict, f.Part)
			}
			s.schedules = append(s.schedules, float64(max(1, f.First)))
		}
		if seed == hopeless-1 && len(s.schedules) == 0 {
			s.seeds = hopeless
			break
		}
	}
	return s, nil
}

func median(x []float64) float64 {
	slices.Sort(x)
	return x[len(x)/2]
}
