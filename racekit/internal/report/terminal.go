// Package report writes findings and results for people and for programs:
// values in, text out.
package report

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/source"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Terminal says how findings are shown.
type Terminal struct {
	Width  int      // of the terminal; 0 is 80
	Color  bool     // with ANSI colours
	Dirs   []string // paths below one of these are shown relative to it; the first that fits
	GOROOT string   // paths in it are shown as $GOROOT
	Source *source.Files
	Flags  string // what racekit's flags begin with: "racekit." in the log of a test

	Verbose bool // with what each strategy contributes
}

// Shorten names the controlled GOROOT by the variable in a text that others
// have written.
func (t Terminal) Shorten(text string) string { return newPrinter(nil, t).goroot(text) }

const (
	indent    = "    "
	outHead   = 20 // lines of output shown from the start
	outTail   = 20 // and from the end
	maxWide   = 240
	mostNamed = 8 // goroutines listed
)

// WriteFailure writes a finding: what, where, by which steps, and how to run it again.
func (t Terminal) WriteFailure(w io.Writer, f campaign.Finding) error {
	p := newPrinter(w, t)
	switch {
	case f.Ordinary():
		p.ordinary(f)
		p.after(f)
		return p.err
	case f.Constant() && f.Accepted == "":
		return t.WriteLeak(w, f, []string{f.Test})
	}
	s := tell(f, p.own)
	f.Finding = s.found
	p.headline(f, s)
	for _, l := range s.cause {
		p.wrap(plain, l)
	}
	if len(s.cause) == 0 { // what the finding says of itself is all that says it
		p.detail(s)
	}
	sel := s.choose(columnsIn(p.width))
	p.goroutines(s, sel)
	p.table(s, sel)
	if len(s.cause) > 0 {
		p.detail(s)
	}
	for _, l := range s.schedule() {
		p.wrap(plain, l)
	}
	if text := f.Often.String(); text != "" {
		p.wrap(plain, text)
	}
	if text := f.Often.Strategies(); text != "" && t.Verbose {
		p.wrap(plain, "by strategy: "+text)
	}
	p.output(f)
	p.silence(f)
	p.after(f)
	return p.err
}

// silence says of a failed check that the race detector has no part in it.
func (p *printer) silence(f campaign.Finding) {
	if f.NoRace && f.Finding.Kind == finding.TestFailure {
		p.line(plain, "no data race: the race detector is silent in this execution")
	}
}

// after writes what follows the story of a finding.
func (p *printer) after(f campaign.Finding) {
	for _, n := range f.Notes {
		p.wrap(plain, p.text(n))
	}
	for _, file := range f.Pages {
		p.line(plain, "see "+p.path(file))
	}
	if f.Accepted != "" {
		p.line(plain, "accepted: "+f.Accepted)
	}
	if f.Record != "" {
		p.line(p.bold, "replay: racekit replay "+p.path(f.Record))
	}
}

func (p *printer) headline(f campaign.Finding, s *story) {
	verdict, color := "FAIL", p.bad
	if f.Accepted != "" {
		verdict, color = "KNOWN", p.notable
	}
	line := fmt.Sprintf("--- %s: %s", verdict, f.Test)
	switch {
	case f.Schedule > 0 && f.Of > 0:
		line += fmt.Sprintf(" (schedule %d of %d)", f.Schedule, f.Of)
	case f.Schedule > 0:
		line += fmt.Sprintf(" (schedule %d)", f.Schedule)
	case f.Recorded:
		line += " (recorded schedule)"
	}
	p.raw(color, line)
	what := string(f.Finding.Kind) + ": " + p.text(f.Finding.Message)
	if len(f.Finding.Sites) == 1 && f.Finding.Sites[0].Line > 0 {
		if place := p.site(s, f.Finding.Sites[0]); !strings.HasSuffix(what, place) {
			what = pad(what, 44) + "  " + place
		}
	}
	p.wrap(p.bold, what)
}

// site is where the finding is, seen from the program.
func (p *printer) site(s *story, at trace.Frame) string {
	for _, w := range s.waits.Waits {
		from := p.caller(s.Task(w.Task).Stack)
		if w.At.File == at.File && w.At.Line == at.Line && !p.own(at) && from.File != "" {
			return fmt.Sprintf("%s:%d -> %s:%d", p.path(from.File), from.Line, trace.Base(at.File), at.Line)
		}
	}
	return fmt.Sprintf("%s:%d", p.path(at.File), at.Line)
}

// goroutines names those that the report speaks of, as far as the head of the
// table does not.
func (p *printer) goroutines(s *story, sel selection) {
	ids := slices.Concat(sel.columns, s.goroutines)
	var notes []string // between the rows
	for k, i := range sel.steps {
		ids = append(ids, s.Events[i].Task)
		notes = append(notes, s.before(sel, k))
	}
	if n := len(sel.steps); n > 0 {
		notes = append(notes, s.atEnd(sel.steps[n-1]))
	}
	ids = append(ids, s.called(strings.Join(notes, "\n"))...)
	slices.Sort(ids)
	detail := s.detail() + "\n"
	ids = slices.DeleteFunc(slices.Compact(ids), func(id uint32) bool {
		return p.headed(s, id, sel) || strings.Contains(detail, s.Describe(id)+"\n") || strings.Contains(detail, s.Describe(id)+" ")
	})
	for i, id := range ids {
		if i == mostNamed {
			p.line(p.dim, fmt.Sprintf("  ... and %s", text.Count(len(ids)-i, "more goroutine")))
			break
		}
		p.wrap(plain, "  "+p.text(s.Describe(id)+p.origin(s, id)))
	}
}

// detail writes what the finding says of itself.
func (p *printer) detail(s *story) {
	if text := s.detail(); text != "" {
		lines := p.waitLines(s, strings.Split(text, "\n"))
		for _, line := range userFirst(strings.Split(p.text(strings.Join(lines, "\n")), "\n")) {
			p.wrap(plain, line)
		}
	}
}

// output writes what the execution printed, without what is shown already.
func (p *printer) output(f campaign.Finding) {
	_, rest := finding.ParseRaces(f.Output)
	_, rest = finding.ParseCrash(rest)
	_, _, rest = finding.TestLog(rest)
	printed := strings.TrimRight(string(rest), "\n")
	if strings.TrimSpace(printed) == "" {
		return
	}
	lines := strings.Split(printed, "\n")
	p.line(p.bold, "output:")
	for i, l := range lines {
		if hidden := len(lines) - outHead - outTail; i >= outHead && i < outHead+hidden {
			if i == outHead {
				p.line(p.dim, "  ... "+text.Count(hidden, "more line")+" ...")
			}
			continue
		}
		p.line(plain, "  "+text.Clip(p.goroot(strings.TrimRight(l, "\r")), maxWide))
	}
}

// headed reports whether the head of the table says all about a goroutine.
func (p *printer) headed(s *story, id uint32, sel selection) bool {
	head := short(s.Trace, id)
	if len(sel.steps) == 0 || !slices.Contains(sel.columns, id) || utf8.RuneCountInString(head) > sel.width(p.width)-gap || p.origin(s, id) != "" {
		return false
	}
	full := s.Describe(id)
	return full == head || strings.HasPrefix(full, s.Name(id)+", started at ")
}

// short names a goroutine as the head of a column: "G2 withdraw".
func short(tr *trace.Trace, id uint32) string {
	return strings.TrimSpace(tr.Name(id) + " " + tr.Label(id))
}
