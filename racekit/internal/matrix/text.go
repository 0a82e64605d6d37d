package matrix

import (
	"cmp"
	"fmt"
	"io"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/measurement"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// A Style says how the text is shown.
type Style struct {
	Width int // of the terminal; 0 is 80
	Color bool
}

var colors = map[string]string{"fixes": "\x1b[32m", "race": "\x1b[31m", "green, wrong": "\x1b[33m", "DISAGREES": "\x1b[41m"}

// WriteText writes the table for a terminal.
func (t *Table) WriteText(w io.Writer, st Style) error {
	width := cmp.Or(st.Width, 80)
	both := len(t.Models) > 1
	for i := range t.Scenarios {
		row := &t.Scenarios[i]
		if !t.Explored() && !row.priced() && !row.quick() {
			continue
		}
		fmt.Fprintf(w, "%s: %s\n  property: %s\n", row.ID, row.Title, row.Property)
		sync := ""
		for j := range row.Cells {
			c := &row.Cells[j]
			if !t.shows(c) {
				continue
			}
			if string(c.Sync) != sync {
				sync = string(c.Sync)
				fmt.Fprintf(w, "  %s\n", sync)
			}
			m := mark(c)
			shown := fmt.Sprintf("%-12s", m)
			if st.Color && colors[m] != "" {
				shown = colors[m] + shown + "\x1b[0m"
			}
			fmt.Fprintf(w, "    %s %-5s  %s\n", shown, c.Kind, text.Clip(c.Variant, width-25))
			for _, words := range details(c, both) {
				for _, line := range text.Wrap(strings.Repeat(" ", 24), words, width) {
					fmt.Fprintln(w, line)
				}
			}
		}
		fmt.Fprintln(w)
	}
	if t.priced() {
		for _, line := range text.Wrap("", costHead, width) {
			fmt.Fprintln(w, line)
		}
		fmt.Fprintln(w)
	}
	t.writeTallies(w)
	for _, words := range t.summary() {
		for _, line := range text.Wrap("", words, width) {
			fmt.Fprintln(w, line)
		}
	}
	for _, s := range []string{t.pace(), t.state()} {
		if s != "" {
			fmt.Fprintln(w, s)
		}
	}
	return nil
}

func (t *Table) writeTallies(w io.Writer) {
	all := t.Tallies()
	if len(t.Scenarios) < 2 || len(all) == 0 {
		return
	}
	fmt.Fprintf(w, "%-15s %8s %8s %14s\n", "", "fixes", "race", "green, wrong")
	for _, x := range all {
		fmt.Fprintf(w, "%-15s %8d %8d %14d\n", x.Sync, x.Fixes, x.Caught, x.Green)
	}
	fmt.Fprintln(w)
}

// details are the lines below a variant's name.
func details(c *Cell, both bool) (lines []string) {
	add := func(format string, args ...any) { lines = append(lines, fmt.Sprintf(format, args...)) }
	if c.Argued {
		add("%s: %s", c.Declared, c.Why)
		return lines
	}
	if r := c.Preemptive; r != nil {
		words := sentence(r)
		if p := preemptions(r); p != "" {
			words += "; fewest preemptions: " + p
		}
		if both {
			words = "preemptive: " + words
		}
		add("%s", words)
		words = coverage(r)
		if f := first(r); f != "" {
			words += ", first in schedule " + f
		}
		add("%s", words)
	}
	if r := c.Cooperative; r != nil {
		add("cooperative: %s", sentence(r))
	}
	if !c.OK() {
		add("declared: %s", c.Declared)
	}
	if q := c.Quick; q != nil {
		add("go test: %s of %d runs fail; with -race: %s", q.count(q.Plain, q.PlainEnd), q.Runs, q.count(q.Race, q.Ending))
	}
	if c.Cost != nil {
		add("%s", c.Cost.words())
	}
	return lines
}

// sentence is a verdict as a reader says it.
func sentence(r *measurement.Result) string {
	if r.Effect == 0 {
		return "race detector " + race(r) + "; property holds"
	}
	return "race detector " + race(r) + "; " + effect(r)
}

// count is a number of failing runs, or how the runs ended before all were done.
func (q *Quick) count(n int, ended string) string {
	if ended != "" {
		return ended
	}
	return fmt.Sprint(n)
}
