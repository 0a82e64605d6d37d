package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/trace"
)

// WriteSteps writes every step of the program, a line each: its number, the
// goroutine, what it does, where, and why the goroutine before it stopped.
func (t Terminal) WriteSteps(w io.Writer, tr *trace.Trace) error {
	v := newView(tr)
	out := bufio.NewWriter(w)
	before, notes := -1, v.Notes
	for i, e := range v.Events {
		if v.Hidden(e.Task) {
			continue
		}
		what := v.words(i) + object(e) + v.value(i)
		if e.Resumed {
			what = resumes + what
		}
		mark := ""
		if before >= 0 && v.Events[before].Task != e.Task {
			if why := v.leaves(before, i); why != "" {
				mark = fmt.Sprintf("  <- %s %s", v.Name(v.Events[before].Task), why)
			}
		}
		at := ""
		if f, ok := v.Place(i); ok && trace.Package(f.Func) != "testing" {
			at = fmt.Sprintf("%s:%d", trace.Base(f.File), f.Line)
		}
		line := fmt.Sprintf("%6d  %-4s %-22s %s%s", i+1, v.Name(e.Task), what, at, mark)
		io.WriteString(out, strings.TrimRight(line, " ")+"\n")
		before = i
		for ; len(notes) > 0 && notes[0].Step <= i+1; notes = notes[1:] {
			fmt.Fprintf(out, "%6s  %-4s note: %s\n", "", v.Name(notes[0].Task), notes[0].Text)
		}
	}
	return out.Flush()
}
