package execution

import (
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// survivors works out from its events which n goroutines an execution had
// whose process ended before it could tell. How they stood is not known.
func survivors(events []trace.Event, n int, at func(uint32) []trace.Frame) []trace.Task {
	tasks := make([]trace.Task, n)
	for i := range tasks {
		tasks[i].ID = uint32(i + 1)
	}
	var goes []trace.Event
	first := 0 // the first goroutine that this execution started, beside 1
	for _, e := range events {
		if e.Task == 0 || int(e.Task) > n {
			return nil
		}
		switch e.Op {
		case sched.OpStart:
			if f := at(e.PC); len(f) > 0 {
				tasks[e.Task-1].Start = f[len(f)-1].Func
			}
			if e.Task > 1 && (first == 0 || int(e.Task) < first) {
				first = int(e.Task)
			}
		case sched.OpGo:
			goes = append(goes, e)
		}
	}
	if first == 0 {
		return tasks
	}
	var children []*trace.Task
	for i := first - 1; i < n; i++ {
		if trace.Package(tasks[i].Start) == "testing" { // its go statements are no events
			tasks[i].Parent = 1
		} else {
			children = append(children, &tasks[i])
		}
	}
	// Goroutines are numbered as they are started. If timers started some,
	// whose go statement is whose is unknown.
	if len(children) != len(goes) {
		return tasks
	}
	for i, t := range children {
		t.Parent = goes[i].Task
		if f := at(goes[i].PC); len(f) > 0 {
			t.CreatedAt = f[0]
		}
	}
	return tasks
}
