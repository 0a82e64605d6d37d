package explore

import (
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// Mix is the strategies that are used unless others are asked for. The mixture
// takes turns by index, so that execution i depends on the test, the seed and
// i alone.
func Mix() []sched.Config {
	return []sched.Config{{Kind: sched.Mixed}}
}

// measured adds to a request of n executions of c what earlier rounds taught.
// The first execution of a round is traced: later rounds learn from it.
func (e *explorer) measured(c chunk, spec execution.Spec, n int) (execution.Spec, int) {
	if !c.strategy.Kind.Counts() {
		return spec, n
	}
	spec.Profile = e.profile
	if c.learn && spec.Index == c.begin {
		spec.Trace = true
		return spec, 1
	}
	return spec, n
}
