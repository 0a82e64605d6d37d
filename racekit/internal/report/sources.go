package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A line is code that a table refers to. from is the program's own line that
// called it, where it is not the program's own and that is known.
type line struct {
	at, from trace.Frame
	needed   bool // the finding is about it
}

// sources writes the text of the lines that the table refers to: the program's
// own, and those through which it came to the others.
func (p *printer) sources(s *story, steps []int) {
	const most = 12
	var all []line
	own := false
	for _, i := range steps {
		f, ok := s.place(i)
		if !ok {
			continue
		}
		l := line{at: f}
		if !p.own(f) {
			l.from = p.caller(s.StackAt(i))
		}
		l.needed = slices.Contains(s.about, i)
		own = own || p.own(f) || l.from.File != ""
		all = append(all, l)
	}
	slices.SortFunc(all, func(a, b line) int { return cmp.Or(compareLines(a, b), first(a.needed, b.needed)) })
	all = slices.CompactFunc(all, func(a, b line) bool { return compareLines(a, b) == 0 })
	if own { // the reader's own code is enough
		all = slices.DeleteFunc(all, func(l line) bool { return !l.needed && !p.own(l.at) && l.from.File == "" })
	}
	var lines [][2]string
	wide := 0
	for _, l := range all {
		at, shown := fmt.Sprintf("%s:%d", p.path(l.at.File), l.at.Line), l.at
		if l.from.File != "" {
			at, shown = fmt.Sprintf("%s:%d -> %s:%d", p.path(l.from.File), l.from.Line, trace.Base(l.at.File), l.at.Line), l.from
		}
		if text := p.source.Line(shown.File, shown.Line); text != "" && len(lines) < most {
			at = tail(at, p.width*3/5)
			lines = append(lines, [2]string{at, strings.Join(strings.Fields(text), " ")})
			wide = max(wide, len(at))
		}
	}
	for _, l := range lines {
		p.line(p.dim, text.Clip(pad(l[0], wide)+"  "+l[1], p.width))
	}
}

// own reports whether code is the program's: it is neither of the standard
// library nor of another module.
func (p *printer) own(f trace.Frame) bool {
	path := p.path(f.File)
	return path != "" && !strings.HasPrefix(path, "$GOROOT/") && !strings.Contains(path, "@v") && f.File != "_testmain.go"
}

// caller returns the innermost frame of the program's own code.
func (p *printer) caller(stack []trace.Frame) trace.Frame {
	if i := slices.IndexFunc(stack, p.own); i >= 0 {
		return stack[i]
	}
	return trace.Frame{}
}

// first orders what is so before what is not.
func first(a, b bool) int {
	switch {
	case a == b:
		return 0
	case a:
		return -1
	}
	return 1
}

func compareLines(a, b line) int {
	return cmp.Or(strings.Compare(a.from.File, b.from.File), a.from.Line-b.from.Line, strings.Compare(a.at.File, b.at.File), a.at.Line-b.at.Line)
}
