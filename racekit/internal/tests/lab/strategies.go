package lab

import "github.com/racekit/toolkit/racekit/internal/sched"

// Strategies are all of them.
var Strategies = []sched.Config{
	{Kind: sched.RandomWalk}, {Kind: sched.PCT, Depth: 3, Steps: 50}, {Kind: sched.POS}, {Kind: sched.URW},
	{Kind: sched.SURW}, {Kind: sched.Delay, Steps: 50}, {Kind: sched.Mixed, Steps: 50}, {Kind: sched.FIFO},
}
