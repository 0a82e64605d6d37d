package explore

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Mark is what a test asked to be counted.
type Mark struct {
	Text    string
	Times   int // executions that had it
	Sampled int // of them those that are sampled
	First   int // executions before the first of them
}

// count enters the marks of an execution, which so many came before, and which is
// sampled or of a search.
func (e *explorer) count(before int, marks []string, sampled bool) {
	for _, mark := range marks {
		i := slices.IndexFunc(e.Marks, func(m Mark) bool { return m.Text == mark })
		if i < 0 {
			i = len(e.Marks)
			e.Marks = append(e.Marks, Mark{Text: mark, First: before})
		}
		e.Marks[i].Times++
		if sampled {
			e.Marks[i].Sampled++
		}
	}
}

// SometimesMark is the mark by which an execution says that it came to a place
// where something must hold in at least one execution, and whether it did.
func SometimesMark(at trace.Frame, what string, held bool) string {
	return strings.Join([]string{"sometimes", strconv.FormatBool(held), at.Func, at.File, strconv.Itoa(at.Line), what}, "\x1f")
}

// Never returns what should have held sometimes and did in no execution. It is
// empty if the test was not explored.
func (r *Result) Never() []finding.Finding {
	if r.Reason == NotRun || r.Reason == Whole || r.Reason == Endless || r.Reason == Interrupted {
		return nil
	}
	held := map[string]bool{}
	for _, m := range r.Marks {
		if place, ok := strings.CutPrefix(m.Text, "sometimes\x1ftrue\x1f"); ok {
			held[place] = true
		}
	}
	var out []finding.Finding
	for _, m := range r.Marks {
		place, ok := strings.CutPrefix(m.Text, "sometimes\x1ffalse\x1f")
		parts := strings.SplitN(place, "\x1f", 4)
		if !ok || held[place] || len(parts) < 4 {
			continue
		}
		line, _ := strconv.Atoi(parts[2])
		out = append(out, finding.Finding{
			Kind:    finding.Never,
			Message: fmt.Sprintf("%q was true in none of %s: what depends on it is not tested", parts[3], text.Count(r.Executions, "execution")),
			Sites:   []trace.Frame{{Func: parts[0], File: parts[1], Line: line}},
			Detail:  "no schedule is shown: of none is it known that it comes nearer to that than the others",
		})
	}
	return out
}
