package sched

// changes are random steps of an execution; only those with a choice count.
type changes struct {
	steps [maxDepth]int // different, not in order
	n     int           // in use
}

const (
	maxDepth     = 16
	drawnDepths  = 3   // depth 0 draws 1..3
	defaultSteps = 100 // k before there is an estimate
)

// draw chooses n of the first s.cfg.Steps steps.
func (c *changes) draw(s *Scheduler, n int) {
	k := s.cfg.Steps
	if k <= 0 {
		k = defaultSteps
	}
	c.n = 0
	for c.n < min(n, k, maxDepth) {
		step := 1 + int(s.Rand.N(uint32(k)))
		if c.find(step) < 0 {
			c.steps[c.n] = step
			c.n++
		}
	}
}

// find returns which of them step is, from 0; -1 if it is none.
func (c *changes) find(step int) int {
	for i, x := range c.steps[:c.n] {
		if x == step {
			return i
		}
	}
	return -1
}
