package statetransition

import (
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

var twice = scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}

// On an event loop nobody is interrupted between two steps.
var onLoop = &scenario.Verdict{}

// Scenario is the declaration.
var Scenario = scenario.Scenario{
	ID:       "state-transition",
	Title:    "State-machine transition (start/stop/close exactly once)",
	Class:    "single-variable atomicity violation",
	Priority: 0,
	Level:    2,
	Property: "each transition is taken exactly once",
	Params:   []scenario.Param{{Name: "goroutines", Min: 2, Max: 4}, {Name: "calls", Min: 1, Max: 2}},
	Scale:    scenario.Scale{Goroutines: "goroutines", Operations: "calls"},
	Variants: []scenario.Variant{
		{Name: "if state.Load()==Idle {state.Store(Running); go run()}", Kind: scenario.Bug, Sync: scenario.Atomic, Code: "loadStoreService", Want: twice,
			Cooperative: onLoop,
			Why:         "Both find the service idle before either says that it runs.",
			Body:        transitions(func() service { return &loadStoreService{} })},

		{Name: "CompareAndSwap(Idle,Running)", Kind: scenario.Fix, Sync: scenario.Atomic, Code: "casService",
			Why:  "Check and change are one step, and it says who took it.",
			Body: transitions(func() service { return &casService{} })},
		{Name: "mutex around check+transition", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "mutexService",
			Why:  "Nobody changes the state between the check and the change.",
			Body: transitions(func() service { return &mutexService{} })},
		{Name: "sync.Once for the start edge", Kind: scenario.Fix, Sync: scenario.Once, Code: "onceService",
			Why:  "Once runs one of the functions that it is given; it has no way back, so there is no restart.",
			Body: transitions(func() service { return &onceService{} })},

		{Name: "atomic.Bool Load/Store per flag (started, stopped)", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "flagService", Want: twice,
			Cooperative: onLoop,
			Why:         "The flags are checked and set in separate steps, and two flags are two variables.",
			Body:        transitions(func() service { return &flagService{} })},
	},
}

// A service is started, then stopped. Its methods say whether the call was the
// one that did it.
type service interface {
	Start() bool
	Stop() bool
}

// transitions is the property.
func transitions(newService func() service) func(*testing.T, scenario.Workload) {
	return func(t *testing.T, w scenario.Workload) {
		s := newService()
		var starts, stops atomic.Int32
		var wg sync.WaitGroup
		for range w.Int("goroutines") {
			wg.Go(func() {
				for range w.Int("calls") {
					if s.Start() {
						starts.Add(1)
					}
					if s.Stop() {
						stops.Add(1)
					}
				}
			})
		}
		wg.Wait()
		if starts.Load() != 1 || stops.Load() != 1 {
			t.Errorf("the service was started %d times and stopped %d times", starts.Load(), stops.Load())
		}
	}
}
