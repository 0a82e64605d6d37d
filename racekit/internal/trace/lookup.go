package trace

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// Task returns the goroutine with this number, nil if there is none.
func (t *Trace) Task(id uint32) *Task {
	if t == nil {
		return nil
	}
	if i := int(id) - 1; i >= 0 && i < len(t.Tasks) && t.Tasks[i].ID == id {
		return &t.Tasks[i]
	}
	for i := range t.Tasks {
		if t.Tasks[i].ID == id {
			return &t.Tasks[i]
		}
	}
	return nil
}

// StackAt returns the stack at event i, innermost first; nil if unknown.
func (t *Trace) StackAt(i int) []Frame {
	if i < len(t.Stacks) && len(t.Stacks[i]) > 0 {
		return t.Stacks[i]
	}
	return t.Sites[t.Events[i].PC]
}

// At returns the code that asked for event i. What is below it, down to the step,
// are functions of standard packages that only carry it out.
func (t *Trace) At(i int) (Frame, bool) {
	if e := t.Events[i]; e.Op.Outside() {
		if site := t.Sites[e.PC]; len(site) > 0 {
			return User(site)
		}
	}
	return User(t.StackAt(i))
}

// Place returns the code to show for event i: that which asked for it. What the
// standard library does around a goroutine of the program, such as the Done of
// WaitGroup.Go, was asked for by the go statement.
func (t *Trace) Place(i int) (Frame, bool) {
	f, ok := t.At(i)
	if task := t.Task(t.Events[i].Task); task != nil && Machinery(f.Func) && task.CreatedAt.File != "" && !Machinery(task.CreatedAt.Func) {
		return task.CreatedAt, true
	}
	return f, ok && f.File != ""
}

// StartedBy returns the go statements on a line, and those in functions called
// on it: of a go statement in a function that is inlined, the race detector names
// the line of the call.
func (t *Trace) StartedBy(place Frame) map[Frame]bool {
	out := map[Frame]bool{}
	same := func(f Frame) bool { return f.File == place.File && f.Line == place.Line }
	for _, task := range t.Tasks {
		if same(task.CreatedAt) {
			out[task.CreatedAt] = true
		}
	}
	for i, e := range t.Events {
		if e.Op != sched.OpGo {
			continue
		}
		if stack := t.StackAt(i); slices.ContainsFunc(stack, same) {
			for _, f := range stack {
				out[f] = true
			}
		}
	}
	return out
}

// String returns the words used in reports.
func (s State) String() string {
	switch s {
	case Ended:
		return "ended"
	case Runnable:
		return "could go on"
	case Blocked:
		return "blocked"
	case Sleeping:
		return "waits for a timer"
	case External:
		return "waits for the system"
	}
	return "unknown"
}
