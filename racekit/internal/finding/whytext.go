package finding

import (
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Lines says it in sentences. Steps are numbered from 1, goroutines are called
// what tr calls them.
func (w *Why) Lines(tr *trace.Trace) []string {
	return append(w.Cause(tr, w.Conflict(tr)), w.Schedule(tr)...)
}

// Conflict returns what orders the accesses of the race, and does not; nil if
// that cannot be told.
func (w *Why) Conflict(tr *trace.Trace) *Conflict {
	if w.Race == nil {
		return nil
	}
	return conflictOf(w.Race, tr)
}

// Cause says what happened. c is w.Conflict(tr), which takes a pass over the trace.
func (w *Why) Cause(tr *trace.Trace, c *Conflict) []string {
	var out []string
	add := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	for _, o := range w.Overwrites {
		write := fmt.Sprintf("%s%s at step %d%s", whose(tr, o.Write), ofValue(tr, o.Write), o.Write+1, atEvent(tr, o.Write))
		who := tr.Name(tr.Events[o.Write].Task)
		lost := fmt.Sprintf("%s%s at step %d", whose(tr, o.Lost), ofValue(tr, o.Lost), o.Lost+1)
		if o.lost(tr) {
			add("%s is based on the %s that %s read at step %d; %s is based on the same %s, so one of the two updates is lost", write, o.value(tr), who, o.Read+1, lost, o.value(tr))
		} else {
			add("%s replaces %s, which %s did not see: it had read %s at step %d", write, lost, who, o.value(tr), o.Read+1)
		}
	}
	if c != nil {
		out = append(out, c.lines(tr)...)
	}
	for _, s := range w.Spins {
		out = append(out, s.line(tr))
	}
	return out
}

// Schedule says which switches it takes.
func (w *Why) Schedule(tr *trace.Trace) []string {
	var out []string
	for _, s := range w.Switches {
		if s.Without == "" {
			continue
		}
		line := fmt.Sprintf("without the switch from %s to %s at step %d %s", tr.Name(s.From), tr.Name(s.To), s.Event+1, s.Without)
		if s.Next >= 0 && s.Against >= 0 {
			line += fmt.Sprintf(": %s%s would come before %s at step %d%s", whose(tr, s.Next), atEvent(tr, s.Next), whose(tr, s.Against), s.Against+1, atEvent(tr, s.Against))
		}
		out = append(out, line)
	}
	if w.Shrunk {
		out = append(out, w.size())
	}
	return out
}

// lost reports whether both writes are updates of the same value, and change it.
func (o Overwrite) lost(tr *trace.Trace) bool {
	if o.LostRead < 0 {
		return false
	}
	first, known := tr.Read(o.LostRead)
	second, too := tr.Read(o.Read)
	a, wrote := tr.Wrote(o.Lost)
	b, wroteToo := tr.Wrote(o.Write)
	return known && too && wrote && wroteToo && first == second && a != first && b != first
}

func (o Overwrite) value(tr *trace.Trace) string {
	if v, ok := tr.Read(o.Read); ok {
		return v
	}
	return "the value"
}

// ofValue is " of 90" for an access that stores 90.
func ofValue(tr *trace.Trace, event int) string {
	if v, ok := tr.Wrote(event); ok {
		return " of " + v
	}
	return ""
}

// size says how many preemptions there are and whether fewer would do.
func (w *Why) size() string {
	n := len(w.Switches)
	text := "the schedule has 1 preemption"
	switch {
	case n == 0:
		return "no preemption is needed: goroutines switch only where they block, yield or end"
	case n > 1:
		text = fmt.Sprintf("the schedule has %d preemptions", n)
	}
	if w.Minimal {
		return text + "; no schedule with fewer shows this"
	}
	return text + "; fewer may be enough"
}

func (c *Conflict) lines(tr *trace.Trace) []string {
	first, second := whose(tr, c.Earlier), whose(tr, c.Later)
	out := []string{fmt.Sprintf("nothing orders %s at step %d%s and %s at step %d%s%s",
		first, c.Earlier+1, atEvent(tr, c.Earlier), second, c.Later+1, atEvent(tr, c.Later), onObject(tr, c.Earlier))}
	a, b := heldText(tr, c.EarlierHolds), heldText(tr, c.LaterHolds)
	who, other := tr.Name(tr.Events[c.Earlier].Task), tr.Name(tr.Events[c.Later].Task)
	switch {
	case c.Unsure:
	case len(c.EarlierHolds) == 0 && len(c.LaterHolds) == 0:
		out = append(out, fmt.Sprintf("neither %s nor %s holds a lock there", who, other))
	default:
		out = append(out, fmt.Sprintf("%s holds %s, %s holds %s", who, a, other, b))
	}
	release, acquire := who+" releases nothing after its access", other+" acquires nothing before its access"
	if c.Release >= 0 {
		release = fmt.Sprintf("%s next releases at step %d (%s)", who, c.Release+1, did(tr, c.Release))
	}
	if c.Acquire >= 0 {
		acquire = fmt.Sprintf("%s last acquires at step %d (%s)", other, c.Acquire+1, did(tr, c.Acquire))
	}
	text := release + "; " + acquire
	if c.Release >= 0 && c.Acquire >= 0 {
		text += ": that release does not happen before that acquire"
	}
	return append(out, text)
}

func heldText(tr *trace.Trace, holds []Hold) string {
	var locks []string
	for _, h := range holds {
		text := fmt.Sprintf("#%d", h.Object)
		if h.Read {
			text += " for reading"
		}
		if f, ok := tr.At(h.Event); ok {
			text += ", taken" + atBase(f)
		}
		locks = append(locks, text)
	}
	if len(locks) == 0 {
		return "no lock"
	}
	return strings.Join(few(locks, 3), "; ")
}

// did names an operation, its object and its place: "Unlock of #2, bank.go:13".
func did(tr *trace.Trace, event int) string {
	text := tr.Events[event].Op.String() + onObject(tr, event)
	if f, ok := tr.Place(event); ok {
		text += fmt.Sprintf(", %s:%d", trace.Base(f.File), f.Line)
	}
	return text
}

// whose names the goroutine and the operation of an event: "G2's store".
func whose(tr *trace.Trace, event int) string {
	e := tr.Events[event]
	return fmt.Sprintf("%s's %s", tr.Name(e.Task), e.Op)
}

func onObject(tr *trace.Trace, event int) string { return object(tr.Events[event].Object) }

// atEvent is " (bank.go:15)".
func atEvent(tr *trace.Trace, event int) string {
	f, ok := tr.Place(event)
	if !ok {
		return ""
	}
	return fmt.Sprintf(" (%s:%d)", trace.Base(f.File), f.Line)
}
