package report

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// failLine is how package testing says that a test or subtest failed.
const failLine = "--- FAIL: "

// ordinary writes a test that fails in every schedule as go test does, and a
// line that says so.
func (p *printer) ordinary(f campaign.Finding) {
	out := strings.TrimRight(p.goroot(string(f.Output)), "\n")
	if !strings.Contains("\n"+out, "\n"+failLine) {
		p.raw(p.bad, failLine+f.Test+" (0.00s)")
	}
	if out != "" {
		for line := range strings.SplitSeq(out, "\n") {
			style := plain
			if strings.HasPrefix(line, failLine) {
				style = p.bad
			}
			p.raw(style, line)
		}
	}
	if f.Finding.Kind == finding.Exit {
		p.wrap(plain, p.text(f.Finding.Message))
	}
	if f.Every > 1 {
		p.line(plain, fmt.Sprintf("fails in all %d schedules, including the default one: it does not depend on the schedule", f.Every))
	} else {
		p.line(plain, "fails in the default schedule, the only one tried; no other goroutine took part")
	}
}

// Parts divides what go test prints of a test and its subtests by the one that
// it belongs to, without the lines that say how they ended. The first part is
// the test's own.
func Parts(test string, output []byte) []Part {
	parts := []Part{{Test: test}}
	for line := range bytes.Lines(output) {
		last := &parts[len(parts)-1]
		rest, ok := strings.CutPrefix(strings.TrimLeft(string(line), " "), failLine)
		name, _, timed := cutLast(rest, " (")
		switch {
		case ok && timed && name == test:
			parts = append(parts, Part{Test: test})
		case ok && timed && strings.HasPrefix(name, test+"/"):
			parts = append(parts, Part{Test: name})
		default:
			last.Output = append(last.Output, line...)
		}
	}
	return parts
}

// A Part is what one test or subtest printed.
type Part struct {
	Test   string
	Output []byte
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// WriteLeak writes a leak that every schedule shows, once for all the tests of a
// package that show it.
func (t Terminal) WriteLeak(w io.Writer, f campaign.Finding, tests []string) error {
	p := newPrinter(w, t)
	verdict, color := "FAIL", p.bad
	if f.Accepted != "" {
		verdict, color = "KNOWN", p.notable
	}
	head := fmt.Sprintf("--- %s: %s", verdict, tests[0])
	if n := len(tests) - 1; n > 0 {
		head += " and " + text.Count(n, "more test")
	}
	short := "every schedule counted"
	if f.Every == 1 {
		short = "default schedule"
	}
	p.raw(color, head+" ("+short+")")
	p.wrap(p.bold, string(f.Finding.Kind)+": "+p.text(f.Finding.Message))
	if f.Accepted != "" {
		p.line(plain, "accepted: "+f.Accepted)
		return p.err
	}
	s := tell(f, p.own)
	p.detail(s)
	p.table(s, s.choose(columnsIn(p.width)))
	p.wrap(plain, t.leakedBy(f, tests))
	p.after(f)
	return p.err
}

// leakedBy says which tests have a leak that every schedule shows.
func (t Terminal) leakedBy(f campaign.Finding, tests []string) string {
	const most = 8 // named
	names, when := strings.Join(tests[:min(most, len(tests))], ", "), "every schedule counted, the default one included"
	if n := len(tests) - most; n > 0 {
		names += " and " + text.Count(n, "more test")
	}
	if f.Every == 1 {
		when = "the default schedule, the only one tried"
	}
	return "leaked by " + names + " in " + when + "; -" + t.Flags + "leaks=new leaves such leaks out"
}
