package loopstall

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/racekit/toolkit/racekit/scenario"
)

var late = scenario.Verdict{Effect: scenario.Invariant}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "loop-stall",
	Title:    "Blocking call inside the event loop stalls everyone",
	Class:    "liveness/latency violation (no race)",
	Priority: 0,
	Level:    1,
	Property: "no heartbeat of the loop is late, and every slow call is answered",
	Params:   []scenario.Param{{Name: "calls", Min: 1, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "time.Sleep / blocking I/O in a handler", Kind: scenario.Bug, Sync: scenario.None, Code: "loop slow inline", Want: late,
			Why:  "While the handler waits, the loop runs nothing else: a gap of two seconds.",
			Body: beats(plain(inline))},

		{Name: "go func(){…; loop<-result}", Kind: scenario.Fix, Sync: scenario.Confinement, Code: "loop slow spawned",
			Why:  "Another goroutine waits, and the loop only applies the result.",
			Body: beats(plain(spawned))},
		{Name: "bounded worker pool + post back", Kind: scenario.Fix, Sync: scenario.Semaphore, Code: "loop slow pooled",
			Why:  "The loop hands the call over and goes on, as long as the queue of the pool has room.",
			Body: beats(pooled)},

		{Name: "runtime.Gosched() in the handler", Kind: scenario.Wrong, Sync: scenario.None, Code: "loop slow yielding", Want: late,
			Why:  "It lets other goroutines run, and the other handlers are not goroutines.",
			Body: beats(plain(yielding))},
		{Name: "raise GOMAXPROCS", Kind: scenario.Wrong, Sync: scenario.None, Code: "loop slow inline parallel", Want: late,
			Why:  "One goroutine runs on one processor, however many there are.",
			Body: beats(plain(parallel))},
		{Name: "CPU-bound work offloaded to more goroutines than cores", Kind: scenario.Wrong, Sync: scenario.Confinement, Code: "loop slow spawned crowded",
			Hidden: true,
			Why:    "The loop is in time, and that is all: the work takes as long as before, which virtual time does not show.",
			Body:   beats(plain(crowded))},
	},
}

// plain is for handles that need no goroutines of their own.
func plain(h handle) func(queue int) (handle, func()) {
	return func(int) (handle, func()) { return h, func() {} }
}

// beats measures the gaps between the heartbeats of a loop that also handles
// slow calls. Time is virtual.
func beats(newHandle func(queue int) (h handle, stop func())) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		synctest.Test(t, func(t *testing.T) {
			const beat, takes = time.Second, 2 * time.Second
			calls := w.Int("calls")
			h, stop := newHandle(calls)
			defer stop()
			l := make(loop)
			go l.run()
			defer close(l)

			answers := 0
			for range calls {
				l <- func() { h(l, takes, func(n int) { answers += n }) }
			}
			last, gap := time.Now(), time.Duration(0)
			for range time.Duration(calls+1) * takes / beat {
				time.Sleep(beat)
				l <- func() { gap, last = max(gap, time.Since(last)), time.Now() }
			}
			idle := make(chan struct{})
			l <- func() { close(idle) }
			<-idle
			if gap > beat {
				t.Errorf("the longest gap between heartbeats is %v, want %v", gap, beat)
			}
			if answers != calls {
				t.Errorf("%d of %d calls were answered", answers, calls)
			}
		})
	}
}
