package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

const (
	stepWidth   = 8  // of the column with the numbers
	columnWidth = 22 // at least
	gap         = 2  // between columns
)

// columnsIn returns how many goroutines fit.
func columnsIn(width int) int { return max(1, (width-stepWidth)/columnWidth) }

// resumes marks a step with which an operation goes on after a wait.
const resumes = "> "

// A grid is a table as it is written: one column per goroutine and one row per
// step. A row of a goroutine without a column begins with its name.
type grid struct {
	*printer
	*story
	selection
}

// table writes the rows of a selection; switches from one goroutine to another
// have a row of their own, which says why.
func (p *printer) table(v *story, s selection) {
	if len(s.steps) == 0 {
		return
	}
	g := &grid{p, v, s}
	g.head()
	for k, i := range s.steps {
		before := 0
		if k > 0 {
			before = s.steps[k-1] + 1
		}
		g.between(before, i, v.before(s, k))
		g.row(i)
		if m := s.marks[i]; m != waits { // that is why it stops
			g.note(v.Events[i].Task, m)
		}
	}
	last := s.steps[len(s.steps)-1]
	if text := v.goesOn(last); text != "" {
		p.fold(text)
		p.sources(v, s.steps)
		return
	}
	g.between(last+1, len(v.Events), v.atEnd(last))
	p.sources(v, s.steps)
}

// between stands for the steps from up to to, which have no row, and says why the
// goroutine of the row before them stopped: first, if all of them are of others.
func (g *grid) between(from, to int, why string) {
	first := from > 0 && g.rests(from, to)
	if first {
		g.note(g.Events[from-1].Task, why)
	}
	g.folded(g.Trace, from, to)
	g.said(from, to)
	if from > 0 && !first {
		g.note(g.Events[from-1].Task, why)
	}
}

// rests reports whether the goroutine of the row before step from does nothing, and
// says nothing, before step to.
func (g *grid) rests(from, to int) bool {
	task := g.Events[from-1].Task
	return !slices.ContainsFunc(g.Events[from:to], func(e trace.Event) bool { return e.Task == task && !bookkeeping(e.Op) }) &&
		!slices.ContainsFunc(g.Notes, func(n trace.Note) bool { return n.Task == task && from <= n.Step && n.Step <= to })
}

// before says why the goroutine of the row before row k gave way.
func (s *story) before(sel selection, k int) string {
	if k == 0 || s.Events[sel.steps[k-1]].Task == s.Events[sel.steps[k]].Task {
		return ""
	}
	why, ever := s.stops(sel.steps[k-1])
	if ever {
		return why
	}
	return s.forWhom(s.Events[sel.steps[k-1]].Task, why)
}

// forWhom adds to what a goroutine does to the end who keeps it from going on.
func (s *story) forWhom(id uint32, why string) string {
	for _, w := range s.waits.Waits {
		if w.Task != id || len(w.Holds) == 0 || why != waits {
			continue
		}
		if who := w.Holds[0].Task; who != id {
			return waits + " for " + s.Name(who)
		}
		return waits + " for itself"
	}
	return why
}

// atEnd says for whom the goroutine of the last row waits to the end.
func (s *story) atEnd(last int) string {
	if why, ever := s.stops(last); !ever && strings.HasPrefix(why, waits) {
		return s.forWhom(s.Events[last].Task, why)
	}
	return ""
}

func (g *grid) head() {
	width := g.selection.width(g.printer.width)
	head := strings.Repeat(" ", stepWidth)
	for _, id := range g.columns {
		head += pad(text.Clip(short(g.Trace, id), width-gap), width)
	}
	g.line(g.bold, strings.TrimRight(head, " "))
}

// cell returns what stands before the text of a goroutine, and the room for it.
func (g *grid) cell(task uint32) (lead string, room int) {
	width := g.selection.width(g.printer.width)
	if col := slices.Index(g.columns, task); col >= 0 {
		return strings.Repeat(" ", col*width), width - gap
	}
	lead = g.Name(task) + ": "
	return lead, g.printer.width - stepWidth - len(lead)
}

func (g *grid) note(task uint32, why string) {
	if why == "" {
		return
	}
	lead, room := g.cell(task)
	words := "-- " + why + " --"
	if utf8.RuneCountInString(words) > room {
		words = why // numbers are not to be cut
	}
	g.line(g.notable, strings.Repeat(" ", stepWidth)+lead+text.Clip(words, room))
}

// said writes the notes after steps from-1 to to-1.
func (g *grid) said(from, to int) {
	for _, n := range g.Notes {
		if from <= n.Step && n.Step <= to && slices.Contains(g.columns, n.Task) {
			lead, room := g.cell(n.Task)
			g.line(g.notable, strings.Repeat(" ", stepWidth)+lead+text.Clip("note: "+n.Text, room))
		}
	}
}

func (g *grid) row(i int) {
	e := g.Events[i]
	op, what := "", ""
	if e.Resumed {
		op = resumes
	}
	if g.selection.objects {
		what = object(e)
	}
	what += g.value(i)
	lead, room := g.cell(e.Task)
	step := op + g.words(i) + what
	if f, ok := g.Place(i); ok {
		step = fitting(room, op, g.words(i), what, trace.Base(f.File), f.Line)
	}
	g.line(plain, fmt.Sprintf("%*d  %s%s", stepWidth-2, i+1, lead, text.Clip(step, room)))
}

// fitting returns the longest of some ways to write a step that has room.
func fitting(width int, lead, op, what, file string, line int) string {
	word := op[strings.LastIndexAny(op, " .")+1:] // "atomic load", "RWMutex.Lock"
	for _, text := range []string{
		fmt.Sprintf("%s%s%s  %s:%d", lead, op, what, file, line),
		fmt.Sprintf("%s%s%s  %s:%d", lead, word, what, file, line),
		fmt.Sprintf("%s%s%s %s:%d", lead, word, what, file, line),
		fmt.Sprintf("%s%s%s  :%d", lead, word, what, line),
	} {
		if utf8.RuneCountInString(text) <= width {
			return text
		}
	}
	return fmt.Sprintf("%s%s%s :%d", lead, word, strings.ReplaceAll(what, " -> ", "->"), line)
}

// preempted reports whether the goroutine of event from lost its turn, though
// it could have gone on, before event to of another one.
func preempted(tr *trace.Trace, from, to int) bool {
	task := tr.Events[from].Task
	for _, e := range tr.Events[from+1 : to+1] {
		if e.Task != task {
			return e.Switch && tr.Events[to].Task != task
		}
	}
	return false
}

// folded writes how many steps the table leaves out, bookkeeping apart.
func (p *printer) folded(tr *trace.Trace, from, to int) {
	number := map[uint32]int{}
	for _, e := range tr.Events[from:to] {
		if !bookkeeping(e.Op) && !tr.Hidden(e.Task) {
			number[e.Task]++
		}
	}
	if len(number) == 0 {
		return
	}
	var ids []uint32
	total := 0
	for id, n := range number {
		ids = append(ids, id)
		total += n
	}
	slices.Sort(ids)
	more := ""
	switch {
	case len(ids) > 3:
		more = fmt.Sprintf("%s of %d goroutines", text.Count(total, "more step"), len(ids))
	default:
		var parts []string
		for k, id := range ids {
			word := fmt.Sprint(number[id])
			if k == 0 {
				word = text.Count(number[id], "more step")
			}
			parts = append(parts, word+" of "+tr.Name(id))
		}
		more = strings.Join(parts, ", ")
	}
	p.fold(more)
}

// fold writes what stands for steps that are not shown.
func (p *printer) fold(text string) {
	p.line(p.dim, strings.Repeat(" ", stepWidth)+"... "+text+" ...")
}

// bookkeeping reports whether a step is none of the program's operations.
func bookkeeping(op sched.Op) bool {
	return op == sched.OpNone || op == sched.OpStart || op == sched.OpResume
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}
