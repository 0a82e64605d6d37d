package timerstop

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "timer-stop",
	Title:    "Timer.Stop / AfterFunc vs a running callback",
	Class:    "order violation (use after close)",
	Priority: 1,
	Level:    4,
	Property: "the connection is not used after it is closed",
	Params:   []scenario.Param{{Name: "milliseconds", Min: 1, Max: 5}},
	Variants: []scenario.Variant{
		{Name: "Stop() then free the resource", Kind: scenario.Bug, Sync: scenario.Time, Code: "conn session plainSession openPlain",
			Want: scenario.Verdict{Effect: scenario.Invariant},
			Why:  "Stop does not wait for a function that has started.",
			Body: closes(openPlain)},

		{Name: "callback runs under mutex and checks stopped", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "conn session lockedSession openLocked",
			Why:  "The connection is closed before the function looks, or after it has done its work.",
			Body: closes(openLocked)},

		{Name: "callback checks stopped then acts unlocked", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "conn session flagSession openFlag",
			Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1},
			Why:  "The session is closed between the look at the flag and the ping.",
			Body: closes(openFlag)},
	},
}

// closes a session in the moment in which it has been idle for long enough.
// Time is virtual.
func closes(open func(c *conn, idle time.Duration) session) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		synctest.Test(t, func(t *testing.T) {
			idle := time.Duration(w.Int("milliseconds")) * time.Millisecond
			c := &conn{}
			s := open(c, idle)
			time.Sleep(idle)
			s.Close()
			synctest.Wait()
			if c.late > 0 {
				t.Error("the connection was used after Close")
			}
		})
	}
}
