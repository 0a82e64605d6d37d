package finding

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// maxWaits bounds how many waiting goroutines a text lists.
const maxWaits = 20

// Headline says in one line who is stuck.
func (d *Deadlock) Headline() string {
	switch n := len(d.Cycle); {
	case n == 1:
		w := d.wait(d.Cycle[0])
		what := "of a lock that it holds"
		switch w.op {
		case sched.OpOnce:
			what = "in the function of the same Once"
		case sched.OpWGWait:
			what = "of a group that it belongs to"
		}
		return fmt.Sprintf("%s waits for itself: %s%s %s", d.tr.Name(w.Task), w.For, atBase(w.At), what)
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
	most := cmp.Or(d.most, maxWaits)
	shown := min(len(d.Cycle), most)
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
		case shown >= most:
			more++
		default:
			shown++
			d.write(&b, w)
		}
	}
	if more > 0 {
		verb := "wait"
		if more == 1 {
			verb = "waits"
		}
		fmt.Fprintf(&b, "... and %s %s\n", text.Count(more, "more goroutine"), verb)
	}
	if len(d.Perhaps) > 0 {
		around := append(few(d.names(d.Perhaps), maxWaits), d.tr.Name(d.Perhaps[0]))
		fmt.Fprintf(&b, "perhaps a cycle, if each is to do again what it did before: %s\n", strings.Join(around, " -> "))
	}
	if d.Cut {
		fmt.Fprintf(&b, "only the first %d steps were recorded: who holds the locks is unknown\n", len(d.tr.Events))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (d *Deadlock) write(b *strings.Builder, w *Wait) {
	fmt.Fprintf(b, "%s waits in %s%s%s\n", d.tr.Name(w.Task), w.For, object(w.Object), at(w.At))
	if w.woken {
		fmt.Fprintf(b, "    it was signaled, and waits to take its lock%s again\n", object(w.lock))
	}
	for _, h := range w.Holds {
		d.writeHold(b, w, h)
	}
	for _, text := range d.doubts(w) {
		fmt.Fprintf(b, "    %s\n", text)
	}
	if text := d.wakers(w); text != "" {
		fmt.Fprintf(b, "    %s\n", text)
	}
}

func (d *Deadlock) writeHold(b *strings.Builder, w *Wait, h Hold) {
	place := ""
	if f, ok := d.tr.At(h.Event); ok {
		place = at(f)
	}
	who := d.tr.Name(h.Task)
	if h.Pending && h.Task != w.Task {
		fmt.Fprintf(b, "    kept out by %s, a writer that waits%s: whoever comes later waits behind it\n", who, place)
		return
	}
	switch t := d.tr.Task(h.Task); {
	case h.Task == w.Task:
		who += " itself"
	case t != nil && t.State == trace.Ended:
		who += ", which has ended"
	}
	how, since := "held", ", taken"
	switch {
	case w.op == sched.OpOnce:
		how, since = "its function is run", ", called"
	case h.Read:
		how = "held for reading"
	}
	if place != "" {
		place = since + place
	}
	fmt.Fprintf(b, "    %s by %s%s\n", how, who, place)
}

// doubts says who may have the lock that a goroutine waits for, and why that is
// not certain.
func (d *Deadlock) doubts(w *Wait) []string {
	var out []string
	for _, h := range w.unsure {
		text := "who holds it cannot be told: one goroutine took it and another gave it back"
		how, who := "perhaps held by ", d.tr.Name(h.Task)
		if h.Read {
			how = "perhaps held for reading by "
		}
		switch op := d.tr.Events[h.Event].Op; {
		case h.lent:
			text = how + who + ", which waits in Cond.Wait and has given back one of its locks"
		case op == sched.OpTryLock || op == sched.OpTryWLock:
			text = how + who + ", whose TryLock may have taken it"
		}
		if !slices.Contains(out, text) {
			out = append(out, text)
		}
	}
	return out
}

// wakers says what is known of those who could end a wait. Nobody knows what they
// would have done next, so it says what they have done.
func (d *Deadlock) wakers(w *Wait) string {
	did := map[sched.Op]string{sched.OpRecv: "sent on it", sched.OpSend: "received from it", sched.OpWGWait: "called Done on it", sched.OpCondWait: "signaled it"}[w.op]
	switch {
	case d.Cut || w.Object == 0 || len(w.Holds) > 0 || len(w.unsure) > 0:
		return ""
	case w.lock != 0 && w.op != sched.OpOnce:
		return "nobody is known to hold it"
	case w.woken || did == "":
		return ""
	case len(w.Needs) > 0:
		text := "for the end of " + list(few(d.states(w.Needs), 4), "and")
		if w.more {
			text += ", and perhaps for others"
		}
		return text
	case len(w.Others) > 0:
		verb := " have "
		if len(w.Others) == 1 {
			verb = " has "
		}
		return list(few(d.states(w.Others), 4), "and") + verb + did + " before"
	case w.quiet:
		return ""
	}
	return "no other goroutine has " + did
}

// states names goroutines and says how they stand at the end.
func (d *Deadlock) states(ids []uint32) []string {
	out := d.names(ids)
	for i, id := range ids {
		if t := d.tr.Task(id); t != nil {
			out[i] += " (" + t.State.String() + ")"
		}
	}
	return out
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
