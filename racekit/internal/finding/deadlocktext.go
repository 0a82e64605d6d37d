package finding

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// maxWaits bounds how many waiting goroutines a text lists.
const maxWaits = 20

// Headline says in one line who is stuck.
func (d *Deadlock) Headline() string {
	switch n := len(d.Cycle); {
	case n == 1:
		w := d.wait(d.Cycle[0])
		return fmt.Sprintf("%s waits for itself: %s%s of a lock that it holds", d.tr.Name(w.Task), w.For, atBase(w.At))
	case n > 1:
		return fmt.Sprintf("%s wait for each other", list(few(d.names(d.Cycle), 4), "and"))
	case len(d.Waits) == 1:
		w := d.Waits[0]
		return fmt.Sprintf("nothing can run: %s waits in %s%s", d.tr.Name(w.Task), w.For, atBase(w.At))
	case len(d.Waits) > 1:
		return fmt.Sprintf("nothing can run: %d goroutines wait", len(d.Waits))
	}
	return "nothing can run"
}

// Text explains the waits, those of the cycle first.
func (d *Deadlock) Text() string {
	var b strings.Builder
	shown := min(len(d.Cycle), maxWaits)
	for _, id := range d.Cycle[:shown] {
		d.write(&b, d.wait(id))
	}
	if len(d.Cycle) > 0 {
		around := append(few(d.names(d.Cycle), maxWaits), d.tr.Name(d.Cycle[0]))
		fmt.Fprintf(&b, "cycle: %s\n", strings.Join(around, " -> "))
	}
	more := len(d.Cycle) - shown
	for i := range d.Waits {
		switch w := &d.Waits[i]; {
		case slices.Contains(d.Cycle, w.Task):
		case shown >= maxWaits:
			more++
		default:
			shown++
			d.write(&b, w)
		}
	}
	if more > 0 {
		fmt.Fprintf(&b, "... and %d more goroutines wait\n", more)
	}
	if d.Cut {
		fmt.Fprintf(&b, "only the first %d steps were recorded: who holds the locks is unknown\n", len(d.tr.Events))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (d *Deadlock) write(b *strings.Builder, w *Wait) {
	fmt.Fprintf(b, "%s waits in %s%s%s\n", d.tr.Name(w.Task), w.For, object(w.Object), at(w.At))
	for _, h := range w.Holds {
		if h.Pending && h.Task != w.Task {
			since := ""
			if f, ok := d.tr.At(h.Event); ok {
				since = at(f)
			}
			fmt.Fprintf(b, "    kept out by %s, a writer that waits%s: whoever comes later waits behind it\n", d.tr.Name(h.Task), since)
			continue
		}
		how := "held"
		if h.Read {
			how = "held for reading"
		}
		taken := ""
		if f, ok := d.tr.At(h.Event); ok {
			taken = ", taken" + at(f)
		}
		who := d.tr.Name(h.Task)
		switch t := d.tr.Task(h.Task); {
		case h.Task == w.Task:
			who += " itself"
		case t != nil && t.State == trace.Ended:
			who += ", which has ended"
		}
		fmt.Fprintf(b, "    %s by %s%s\n", how, who, taken)
	}
	d.writeOthers(b, w)
}

func (d *Deadlock) writeOthers(b *strings.Builder, w *Wait) {
	if len(w.Holds) > 0 || w.Object == 0 && len(w.Others) == 0 {
		return
	}
	if len(w.Others) == 0 {
		words := "no other goroutine has done the matching operation on it"
		if w.lock {
			words = "nobody is known to hold it"
		}
		fmt.Fprintf(b, "    %s\n", words)
		return
	}
	var who []string
	for _, id := range w.Others {
		state := ""
		if t := d.tr.Task(id); t != nil {
			state = " (" + t.State.String() + ")"
		}
		who = append(who, d.tr.Name(id)+state)
	}
	fmt.Fprintf(b, "    could have been woken by %s\n", list(few(who, 4), "or"))
}

func object(n uint32) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprintf(" of #%d", n)
}

func at(f trace.Frame) string {
	if f.File == "" {
		if f.Func == "" {
			return ""
		}
		return " in " + trace.Short(trace.Plain(f.Func))
	}
	return fmt.Sprintf(" at %s:%d", f.File, f.Line)
}

func atBase(f trace.Frame) string {
	f.File = trace.Base(f.File)
	return at(f)
}

func (d *Deadlock) names(ids []uint32) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = d.tr.Name(id)
	}
	return out
}

// few keeps the first n words and counts the rest.
func few(words []string, n int) []string {
	if len(words) <= n+1 {
		return words
	}
	return append(words[:n:n], fmt.Sprintf("%d more", len(words)-n))
}

// list joins words as a sentence does: "a, b and c".
func list(words []string, last string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	n := len(words) - 1
	return strings.Join(words[:n], ", ") + " " + last + " " + words[n]
}
