package closethennil

import (
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "close-then-nil",
	Title:    "Close then nil the channel field",
	Class:    "data race + hang",
	Priority: 2,
	Level:    3,
	Property: "stop ends the loop and returns",
	Params:   []scenario.Param{{Name: "jobs", Min: 0, Max: 3}},
	Variants: []scenario.Variant{
		{Name: "Stop: close(s.done); s.done=nil; loop reads s.done (istio#8967)", Kind: scenario.Bug, Sync: scenario.None, Code: "server newServer start",
			Want: scenario.Verdict{Race: true, Effect: scenario.Deadlock},
			Why:  "The loop reads the field while stop sets it, and a nil channel is never ready.",
			Body: stops(start)},

		{Name: "goroutine captures channel in a local first", Kind: scenario.Fix, Sync: scenario.Confinement, Code: "server newServer startCaptured",
			Why:  "The loop has the channel itself, and only its owner touches the field.",
			Body: stops(startCaptured)},
	},
}

// stops starts a server, gives it jobs, and stops it.
func stops(start func(s *server)) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		s := newServer()
		start(s)
		for job := range w.Int("jobs") {
			s.jobs <- job
		}
		s.stop()
	}
}
