package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Most of what a reader sees of a library is not theirs: each place in it is
// followed by the line of the program from which the code was called.

// waitLines adds to what is said of goroutines that wait: from where the program
// called what waits, and between what a select chooses.
func (p *printer) waitLines(s *story, lines []string) []string {
	var out []string
	var at *finding.Wait
	for _, line := range lines {
		for k := range s.waits.Waits {
			if w := &s.waits.Waits[k]; strings.HasPrefix(line, s.Name(w.Task)+" waits in ") {
				at = w
			}
		}
		switch {
		case at == nil:
		case !strings.HasPrefix(line, " "):
			line = p.called(line, at.At, s.Task(at.Task).Stack)
		default:
			for _, h := range at.Holds {
				if f, ok := s.At(h.Event); ok {
					line = p.called(line, f, s.StackAt(h.Event))
				}
			}
		}
		out = append(out, p.startedFrom(s, line))
		if at != nil && !strings.HasPrefix(line, " ") {
			if cases := p.source.Cases(at.At.File, at.At.Line); len(cases) > 0 && at.For == sched.OpSelect.String() {
				out = append(out, "    its cases: "+strings.Join(cases, "; "))
			}
		}
	}
	return out
}

// called adds to a line that names a place which is not the program's own the
// one that is.
func (p *printer) called(line string, place trace.Frame, stack []trace.Frame) string {
	words := fmt.Sprintf("%s:%d", place.File, place.Line)
	from := p.caller(stack)
	if p.own(place) || from.File == "" || !strings.Contains(line, words) || strings.Contains(line, " (called at ") {
		return line
	}
	return strings.Replace(line, words, fmt.Sprintf("%s (called at %s:%d)", words, p.path(from.File), from.Line), 1)
}

// startedFrom adds to a line that ends with the description of a goroutine from
// where the program had it started.
func (p *printer) startedFrom(s *story, line string) string {
	for _, t := range s.Tasks {
		if full := s.Describe(t.ID); strings.HasPrefix(line, full) || strings.HasPrefix(line, "in "+full) {
			return line + p.origin(s, t.ID)
		}
	}
	return line
}

// origin is " (from bank.go:10)" for a goroutine that a library started: the line
// of the program that called the library, or had another goroutine do so.
func (p *printer) origin(s *story, id uint32) string {
	const most = 20 // goroutines that start one another
	for range most {
		t := s.Task(id)
		if t == nil || t.CreatedAt.File == "" || p.own(t.CreatedAt) || trace.Package(t.CreatedAt.Func) == "testing" {
			return ""
		}
		at := s.start(t)
		if at < 0 {
			return ""
		}
		if f := p.caller(s.StackAt(at)); f.File != "" {
			return fmt.Sprintf(" (from %s:%d)", p.path(f.File), f.Line)
		}
		id = t.Parent
	}
	return ""
}

// start returns the step that started a goroutine; -1 is unknown.
func (s *story) start(t *trace.Task) int {
	first := slices.IndexFunc(s.Events, func(e trace.Event) bool { return e.Task == t.ID })
	if first < 0 {
		first = len(s.Events)
	}
	for i := first - 1; i >= 0; i-- {
		if e := s.Events[i]; e.Op == sched.OpGo && e.Task == t.Parent && slices.Contains(s.StackAt(i), t.CreatedAt) {
			return i
		}
	}
	return -1
}
