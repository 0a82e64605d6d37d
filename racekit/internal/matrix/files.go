package matrix

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

// WriteJSON writes the table for programs.
func (t *Table) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(t)
}

// WriteCSV writes a line per variant.
func (t *Table) WriteCSV(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"scenario", "variant", "kind", "synchronization", "declared", "race", "effect", "cooperative", "preemptions", "first schedule", "explored", "agrees",
		"plain failures", "race failures", "quick runs", "ns per", "ns at 1", "ns at 2", "ns at 4", "ns at 8"})
	for i := range t.Scenarios {
		row := &t.Scenarios[i]
		for j := range row.Cells {
			x := &row.Cells[j]
			cooperative := ""
			if x.Cooperative != nil {
				cooperative = verdict(x.Cooperative)
			}
			c.Write(append([]string{row.ID, x.Variant, x.Kind, string(x.Sync), x.Declared, race(x.Preemptive), effect(x.Preemptive), cooperative,
				preemptions(x.Preemptive), first(x.Preemptive), coverage(x.Preemptive), fmt.Sprint(x.OK())}, x.figures()...))
		}
	}
	c.Flush()
	return c.Error()
}

// figures are the columns of what need not have been asked for.
func (c *Cell) figures() []string {
	out := make([]string, 8)
	if q := c.Quick; q != nil {
		out[0], out[1], out[2] = q.count(q.Plain, q.PlainEnd), q.count(q.Race, q.Ending), fmt.Sprint(q.Runs)
	}
	if c.Cost != nil {
		out[3] = c.Cost.Per
		for k, ns := range c.Cost.Nanos {
			out[4+k] = fmt.Sprintf("%.1f", ns)
		}
	}
	return out
}

// WriteMarkdown writes the table as a page. Nothing in it varies from run to run
// over the same code, apart from costs and quick runs.
func (t *Table) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	t.writeIntroduction(&b)
	for i := range t.Scenarios {
		row := &t.Scenarios[i]
		if !t.Explored() && !row.priced() && !row.quick() {
			continue
		}
		fmt.Fprintf(&b, "\n## %s: %s\n", row.ID, row.Title)
		if t.Explored() || row.quick() {
			fmt.Fprintf(&b, "\nProperty: %s.\n\n", row.Property)
			row.writeVerdicts(&b, len(t.Models) > 1)
		}
		row.writeCosts(&b)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *Table) writeIntroduction(b *strings.Builder) {
	flags := "-md"
	if t.priced() {
		flags = "-cost -md"
	}
	title, what := "Which synchronization eliminates each bug", "Each variant of each scenario under explored schedules, with the race detector on. "+
		"*fixes*: nothing goes wrong in any schedule explored. *race*: the detector reports. "+
		"*green, wrong*: the detector is silent in all of them, and the code is wrong."
	if len(t.Models) > 1 {
		flags = "-model=both " + flags
	}
	if !t.Explored() {
		title, what = "What each right fix costs", ""
		flags = "-model=none " + flags
	}
	fmt.Fprintf(b, "# %s\n", title)
	var paragraphs []string
	if what != "" {
		paragraphs = append(paragraphs, what)
	}
	if t.System != "" {
		paragraphs = append(paragraphs, fmt.Sprintf("Measured with %s by `racekit matrix %s`; `racekit explain <scenario>` tells the story of each.", t.System, flags))
	}
	paragraphs = append(paragraphs, t.summary()...)
	if s := t.state(); s != "" {
		paragraphs = append(paragraphs, "**"+s+"**")
	}
	if t.priced() {
		paragraphs = append(paragraphs, costHead)
	}
	for _, p := range paragraphs {
		fmt.Fprintf(b, "\n%s\n", p)
	}
	if all := t.Tallies(); len(all) > 0 {
		b.WriteString("\n| synchronization | fixes | wrong: race | wrong: green |\n|---|---|---|---|\n")
		for _, x := range all {
			fmt.Fprintf(b, "| %s | %d | %d | %d |\n", x.Sync, x.Fixes, x.Caught, x.Green)
		}
		b.WriteString("\nPreemptions: the fewest with which the failure was seen; `<=` where fewer may be enough.\n")
	}
}

func (r *Row) quick() bool {
	return slices.ContainsFunc(r.Cells, func(c Cell) bool { return c.Quick != nil })
}

// writeVerdicts writes the verdicts of a scenario's variants as Markdown.
func (r *Row) writeVerdicts(b *strings.Builder, both bool) {
	head, line := "| synchronization | | variant | verdict | race | effect | preemptions | explored |", "|---|---|---|---|---|---|---|---|"
	if both {
		head, line = head+" cooperative |", line+"---|"
	}
	if r.quick() {
		head, line = head+" go test | -race |", line+"---|---|"
	}
	b.WriteString(head + "\n" + line + "\n")
	for j := range r.Cells {
		c := &r.Cells[j]
		fmt.Fprintf(b, "| %s | %s | %s | %s | %s | %s | %s | %s |", c.Sync, c.Kind, cell(c.Variant), mark(c), race(c.Preemptive), effect(c.Preemptive), preemptions(c.Preemptive), coverage(c.Preemptive))
		if both {
			if c.Cooperative != nil {
				b.WriteString(" " + verdict(c.Cooperative))
			}
			b.WriteString(" |")
		}
		switch q := c.Quick; {
		case q != nil:
			fmt.Fprintf(b, " %s of %d fail | %s of %d fail |", q.count(q.Plain, q.PlainEnd), q.Runs, q.count(q.Race, q.Ending), q.Runs)
		case r.quick():
			b.WriteString(" | |")
		}
		b.WriteString("\n")
	}
}

// cell escapes what would end a cell.
func cell(s string) string { return strings.NewReplacer("|", "\\|", "<", "&lt;", "\n", " ").Replace(s) }
