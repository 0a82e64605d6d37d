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

// table writes one column per goroutine and one row per step; switches from one
// goroutine to another have a row of their own, which says why.
func (p *printer) table(v *view, s selection) {
	if len(s.steps) == 0 {
		return
	}
	tr := v.Trace
	width := s.width(p.width)
	cell := func(task uint32, what string) string {
		col := slices.Index(s.columns, task)
		return strings.Repeat(" ", col*width) + text.Clip(what, width-gap)
	}
	note := func(task uint32, why string) {
		if why != "" {
			p.line(p.notable, strings.Repeat(" ", stepWidth)+cell(task, "-- "+why+" --"))
		}
	}
	// said writes the notes after steps from-1 to to-1.
	said := func(from, to int) {
		for _, n := range tr.Notes {
			if from <= n.Step && n.Step <= to && slices.Contains(s.columns, n.Task) {
				p.line(p.notable, strings.Repeat(" ", stepWidth)+cell(n.Task, "note: "+n.Text))
			}
		}
	}
	head := strings.Repeat(" ", stepWidth)
	for _, id := range s.columns {
		head += pad(text.Clip(short(tr, id), width-gap), width)
	}
	p.line(p.bold, strings.TrimRight(head, " "))
	var places []trace.Frame
	for k, i := range s.steps {
		before := 0
		if k > 0 {
			before = s.steps[k-1] + 1
		}
		p.folded(tr, before, i)
		said(before, i)
		if k > 0 && tr.Events[before-1].Task != tr.Events[i].Task {
			why, _ := v.stops(before - 1)
			note(tr.Events[before-1].Task, why)
		}
		e := tr.Events[i]
		f, ok := tr.At(i)
		if ok = ok && f.File != ""; ok {
			places = append(places, f)
		}
		lead, what := "", ""
		if e.Resumed {
			lead = resumes
		}
		if s.objects {
			what = object(e)
		}
		what += v.value(i)
		step := lead + v.words(i) + what
		if ok {
			step = fitting(width-gap, lead, v.words(i), what, trace.Base(f.File), f.Line)
		}
		p.line(plain, fmt.Sprintf("%*d  %s", stepWidth-2, i+1, cell(e.Task, step)))
		if m := s.marks[i]; m != waits { // that is why it stops
			note(e.Task, m)
		}
	}
	last := s.steps[len(s.steps)-1]
	p.folded(tr, last+1, len(tr.Events))
	if why, ever := v.stops(last); !ever && strings.HasPrefix(why, waits) {
		note(tr.Events[last].Task, why)
	}
	said(s.steps[len(s.steps)-1]+1, len(tr.Events))
	p.sources(places)
}

// fitting returns the longest of some ways to write a step that has room.
func fitting(width int, lead, op, what, file string, line int) string {
	word := op[strings.LastIndexAny(op, " .")+1:] // "atomic load", "RWMutex.Lock"
	for _, text := range []string{
		fmt.Sprintf("%s%s%s  %s:%d", lead, op, what, file, line),
		fmt.Sprintf("%s%s%s  %s:%d", lead, word, what, file, line),
		fmt.Sprintf("%s%s%s %s:%d", lead, word, what, file, line),
	} {
		if utf8.RuneCountInString(text) <= width {
			return text
		}
	}
	return fmt.Sprintf("%s%s%s  :%d", lead, word, what, line)
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
	p.line(p.dim, strings.Repeat(" ", stepWidth)+"... "+more+" ...")
}

// bookkeeping reports whether a step is none of the program's operations.
func bookkeeping(op sched.Op) bool {
	return op == sched.OpNone || op == sched.OpStart || op == sched.OpResume
}

// sources writes the text of the lines that the table refers to.
func (p *printer) sources(places []trace.Frame) {
	const most = 12
	slices.SortFunc(places, comparePlaces)
	places = slices.CompactFunc(places, func(a, b trace.Frame) bool { return comparePlaces(a, b) == 0 })
	standard := func(f trace.Frame) bool { return strings.HasPrefix(p.path(f.File), "$GOROOT/") }
	if slices.ContainsFunc(places, func(f trace.Frame) bool { return !standard(f) }) {
		places = slices.DeleteFunc(places, standard) // the reader's own code is enough
	}
	var lines [][2]string
	wide := 0
	for _, f := range places {
		if text := p.source.Line(f.File, f.Line); text != "" && len(lines) < most {
			place := tail(fmt.Sprintf("%s:%d", p.path(f.File), f.Line), p.width*3/5)
			lines = append(lines, [2]string{place, strings.Join(strings.Fields(text), " ")})
			wide = max(wide, len(place))
		}
	}
	for _, l := range lines {
		p.line(p.dim, text.Clip(pad(l[0], wide)+"  "+l[1], p.width))
	}
}

func comparePlaces(a, b trace.Frame) int {
	if c := strings.Compare(a.File, b.File); c != 0 {
		return c
	}
	return a.Line - b.Line
}

func pad(s string, width int) string {
	return s + strings.Repeat(" ", max(0, width-utf8.RuneCountInString(s)))
}
