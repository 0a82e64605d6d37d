package trace

import (
	"fmt"
	"strings"
)

// In a worker, goroutine 1 is what package testing runs the test from, and the
// first that it starts runs the test's function. Readers are told of the
// others, numbered from the test's on.

// Hidden reports whether a goroutine belongs to what carries out the test, and
// not to the program.
func (t *Trace) Hidden(id uint32) bool {
	if id != 1 {
		return false
	}
	first := t.Task(1)
	return first != nil && Package(first.Start) == "runtime"
}

// Main returns the goroutine that runs the test's function; 0 if it is unknown.
func (t *Trace) Main() uint32 {
	if t.Task(1) == nil || !t.Hidden(1) {
		return 1
	}
	for i := range t.Tasks {
		if id := t.Tasks[i].ID; id != 1 && ofTesting(t.Tasks[i].Start) {
			return id
		}
	}
	return 0
}

// Name returns what reports call a goroutine: the test's is "G1", and the
// others follow in order of creation.
func (t *Trace) Name(id uint32) string {
	n, main := id, t.Main()
	switch {
	case id == main:
		n = 1
	case t.Hidden(id):
		n = 0
	case t.Hidden(1) && (main == 0 || id > main):
		n--
	}
	return fmt.Sprintf("G%d", n)
}

// Label says which goroutine it is: the test, the function that it runs if
// that has a name, else where it was started; "" if that is unknown.
func (t *Trace) Label(id uint32) string {
	task := t.Task(id)
	switch {
	case task == nil:
		return ""
	case id == t.Main() && t.Test != "" && len(Members(t.Test)) == 1:
		return t.Test
	case t.Hidden(id):
		return "package testing"
	case ofTesting(task.Start):
		return t.subtest(id)
	case isNamed(task.Start):
		return Short(Plain(task.Start))
	case task.CreatedAt.File != "" && !Machinery(task.CreatedAt.Func):
		return fmt.Sprintf("%s:%d", Base(task.CreatedAt.File), task.CreatedAt.Line)
	case Machinery(task.Start):
		return ""
	}
	return Short(Plain(task.Start))
}

// timerStarts has the go statement of time.AfterFunc's goroutines.
const timerStarts = "time.goFunc"

// Describe names a goroutine in full.
func (t *Trace) Describe(id uint32) string {
	name, task := t.Name(id), t.Task(id)
	if task == nil {
		return name
	}
	placed := task.CreatedAt.File != "" && !Machinery(task.CreatedAt.Func)
	if !placed || isNamed(task.Start) {
		name = strings.TrimSpace(name + " " + t.Label(id))
	}
	if task.CreatedAt.Func == timerStarts {
		return name + ", started by a timer"
	}
	if !placed {
		return name
	}
	return fmt.Sprintf("%s, started at %s:%d", name, task.CreatedAt.File, task.CreatedAt.Line)
}

// subtest names a subtest's goroutine, by its function where only a stack shows it.
func (t *Trace) subtest(id uint32) string {
	for _, test := range t.Tests {
		if test.Task == id {
			return test.Name
		}
	}
	if fn := testFunction(t.Task(id).Stack); fn != "" {
		return fn
	}
	for i := range min(len(t.Events), len(t.Stacks)) {
		if t.Events[i].Task == id {
			if fn := testFunction(t.Stacks[i]); fn != "" {
				return fn
			}
		}
	}
	return "subtest"
}

// testFunction returns the function that package testing called.
func testFunction(stack []Frame) string {
	for i := len(stack) - 1; i > 0; i-- {
		if stack[i].Func == "testing.tRunner" {
			if fn := stack[i-1].Func; !ofTesting(fn) {
				return Short(Plain(fn))
			}
			return ""
		}
	}
	return ""
}

// isNamed reports whether a function was declared by the program: it is no
// literal, no wrapper of a go statement, and no machinery.
func isNamed(fn string) bool {
	return fn != "" && !Machinery(fn) && !IsLiteral(fn) && !Wrapper(fn)
}

func ofTesting(fn string) bool { return Package(fn) == "testing" }

// Base returns the last element of a path of either kind of system.
func Base(file string) string {
	return file[strings.LastIndexAny(file, `/\`)+1:]
}
