package finding

import (
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Owner returns the test or subtest that a finding belongs to: the one that
// failed, that started the goroutines in question, or that waits. If those are
// several it is the test around them, and the test itself if nothing is known of
// its subtests.
func Owner(f Finding, tr *trace.Trace) string {
	if tr == nil || len(tr.Tests) == 0 {
		if tr == nil {
			return ""
		}
		return tr.Test
	}
	var of []string
	switch f.Kind {
	case DataRace:
		if f.Race == nil {
			break
		}
		if later, earlier, ok := f.Race.Locate(tr); ok {
			of = []string{nearest(tr, tr.Events[later].Task), nearest(tr, tr.Events[earlier].Task)}
		}
	case DeadlockKind, Livelock, Hang:
		of = unfinished(tr)
	default:
		for _, id := range f.Tasks {
			of = append(of, nearest(tr, id))
		}
	}
	if n := tr.Failed; len(of) == 0 && 0 < n && n <= len(tr.Tests) {
		of = []string{tr.Tests[n-1].Name}
	}
	return around(tr, of)
}

// FailedTests returns the tests and subtests that an execution marked as
// failed, in order of start.
func FailedTests(tr *trace.Trace) []string {
	if tr == nil {
		return nil
	}
	var out []string
	for _, t := range tr.Tests {
		if t.Failed {
			out = append(out, t.Name)
		}
	}
	return out
}

// nearest returns the test that runs in a goroutine, or else the one in whose
// goroutine it was started; "" if that is unknown.
func nearest(tr *trace.Trace, id uint32) string {
	for range tr.Tasks {
		if i := slices.IndexFunc(tr.Tests, func(t trace.Test) bool { return t.Task == id }); i >= 0 {
			return tr.Tests[i].Name
		}
		t := tr.Task(id)
		if t == nil || t.Parent == 0 {
			break
		}
		id = t.Parent
	}
	return ""
}

// unfinished returns the tests that had not ended and wait for no subtest: not
// for its end, and not for their turn to run beside others.
func unfinished(tr *trace.Trace) []string {
	var out []string
	for _, t := range tr.Tests {
		inner := slices.ContainsFunc(tr.Tests, func(o trace.Test) bool { return !o.Done && inside(o.Name, t.Name) && !queued(tr, o) })
		if !t.Done && !inner && !queued(tr, t) {
			out = append(out, t.Name)
		}
	}
	return out
}

// queued reports whether a test waits in t.Parallel.
func queued(tr *trace.Trace, t trace.Test) bool {
	task := tr.Task(t.Task)
	return task != nil && slices.ContainsFunc(task.Stack, func(f trace.Frame) bool { return f.Func == "testing.(*T).Parallel" })
}

// around returns the innermost test that has all the named ones in it.
func around(tr *trace.Trace, names []string) string {
	best := tr.Test
	for _, t := range tr.Tests {
		all := len(names) > 0 && !slices.ContainsFunc(names, func(n string) bool { return n != t.Name && !inside(n, t.Name) })
		if all && (best == "" || inside(t.Name, best) || slices.Contains(trace.Members(best), t.Name)) {
			best = t.Name
		}
	}
	return best
}

// inside reports whether a test is a subtest of another, at any depth.
func inside(name, outer string) bool { return strings.HasPrefix(name, outer+"/") }
