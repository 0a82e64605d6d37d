package poolshutdown

import (
	"sync"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "pool-shutdown",
	Title:    "Worker-pool shutdown loses accepted jobs",
	Class:    "order violation (lost work)",
	Priority: 0,
	Level:    2,
	Property: "every accepted job is done exactly once",
	Params:   []scenario.Param{{Name: "workers", Min: 1, Max: 3}, {Name: "jobs", Min: 2, Max: 5}},
	Variants: []scenario.Variant{
		{Name: "quit channel", Kind: scenario.Bug, Sync: scenario.Channel, Code: "pool quitPool newQuitPool",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "With a job and quit both ready a worker may take quit, and the job is left in the queue.",
			Body: does(newQuitPool)},

		{Name: "close(jobs) and range", Kind: scenario.Fix, Sync: scenario.Channel, Code: "pool rangePool newRangePool",
			Why:  "A closed channel gives what is in it before it says that it is closed.",
			Body: does(newRangePool)},
		{Name: "on quit, drain (producers already stopped)", Kind: scenario.Fix, Sync: scenario.Channel, Code: "pool quitPool newDrainPool",
			Why:  "What was accepted before quit is in the queue, and the last worker to leave finds it empty.",
			Body: does(newDrainPool)},
	},
}

// does submits jobs, stops the pool, and counts how often each was done.
func does(newPool func(workers int, do func(job int)) pool) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		var mu sync.Mutex
		done := make([]int, w.Int("jobs"))
		p := newPool(w.Int("workers"), func(job int) {
			mu.Lock()
			defer mu.Unlock()
			done[job]++
		})
		for job := range done {
			p.Submit(job)
		}
		p.Stop()
		for job, n := range done {
			if n != 1 {
				t.Errorf("job %d of %d was done %d times", job, len(done), n)
			}
		}
	}
}
