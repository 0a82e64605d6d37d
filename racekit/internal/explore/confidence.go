package explore

import (
	"fmt"
	"math"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A Confidence says what a sample of schedules without a finding is worth.
type Confidence struct {
	Sampled int // schedules
	Once    int // of those, the ones whose like came up only once
	Tasks   int // n: the most goroutines that a schedule had, those of testing included
	Steps   int // k: the steps with a choice among which PCT drew its changes

	// Void says why this is worth nothing; empty if it is worth something.
	Void string

	// Depth is the least probability with which a bug of depth 1, and of depth
	// 2, would have been found: each execution of PCT finds one of depth d with
	// at least 1/(n*k^(d-1)) (Burckhardt et al., ASPLOS 2010), within its first
	// k steps.
	Depth [2]float64
}

// A tally gathers what a Confidence is made of.
type tally struct {
	Confidence
	missed [2]float64 // logarithms of the probability that all executions missed such a bug
	seen   map[uint64]int
}

// add counts an execution under a strategy.
func (c *tally) add(hash uint64, tasks int, cfg sched.Config) {
	if c.seen == nil {
		c.seen = map[uint64]int{}
	}
	c.Sampled++
	switch c.seen[hash]++; c.seen[hash] {
	case 1:
		c.Once++
	case 2:
		c.Once--
	}
	c.Tasks = max(c.Tasks, tasks)
	if d := cfg.Depth; cfg.Kind == sched.PCT && d >= 1 && d <= len(c.Depth) && tasks > 0 {
		if d > 1 {
			c.Steps = max(c.Steps, cfg.Steps)
		}
		n, k := float64(tasks), math.Max(float64(cfg.Steps), 1)
		c.missed[d-1] += math.Log1p(-math.Min(1/(n*math.Pow(k, float64(d-1))), 1-1e-9))
		c.Depth[d-1] = -math.Expm1(c.missed[d-1])
	}
}

// Unseen estimates the probability that one more schedule is none of those seen
// (Good, 1953, after Turing).
func (c *Confidence) Unseen() float64 {
	if c.Sampled == 0 {
		return 1
	}
	return float64(c.Once) / float64(c.Sampled)
}

// Lines are the rows of a table: what is known, and how sure it is.
func (c *Confidence) Lines() [][2]string {
	if c.Sampled == 0 {
		return nil
	}
	if c.Void != "" {
		return [][2]string{{"remaining", "not estimated: " + c.Void}}
	}
	rows := [][2]string{{"remaining", fmt.Sprintf("the next schedule is new with probability %s (Good-Turing estimate)", percent(c.Unseen()))}}
	for d, what := range []string{"a bug that needs one ordering of two events", "a bug that needs two orderings"} {
		if p := c.Depth[d]; p > 0 {
			where := ""
			if d > 0 {
				where = fmt.Sprintf(", %d steps", c.Steps)
			}
			rows = append(rows, [2]string{fmt.Sprintf("depth %d", d+1), fmt.Sprintf("%s is found with probability at least %s (PCT, %d goroutines%s)", what, percent(p), c.Tasks, where)})
		}
	}
	return rows
}

// percent rounds down: a bound must not look better than it is.
func percent(p float64) string {
	if p > 0 && p < 0.001 {
		return "below 0.1%"
	}
	return fmt.Sprintf("%.1f%%", math.Floor(p*1000)/10)
}
