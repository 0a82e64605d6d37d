package lab

import "github.com/racekit/toolkit/racekit/internal/sched"

// Strategies are all of them; those that need to know how long an execution is
// are told 50 steps.
var Strategies = func() (all []sched.Config) {
	for _, k := range sched.Kinds() {
		c := sched.Config{Kind: k}
		if k.Measures() {
			c.Steps = 50
		}
		if k == sched.PCT {
			c.Depth = 3
		}
		all = append(all, c)
	}
	return all
}()
