package matrix

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
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
	c.Write([]string{"scenario", "variant", "kind", "synchronization", "declared", "race", "effect", "cooperative", "preemptions", "first schedule", "explored", "agrees"})
	for i := range t.Scenarios {
		row := &t.Scenarios[i]
		for j := range row.Cells {
			x := &row.Cells[j]
			cooperative := ""
			if x.Cooperative != nil {
				cooperative = verdict(x.Cooperative)
			}
			c.Write([]string{row.ID, x.Variant, x.Kind, string(x.Sync), x.Declared, race(x.Preemptive), effect(x.Preemptive), cooperative,
				preemptions(x.Preemptive), first(x.Preemptive), coverage(x.Preemptive), fmt.Sprint(x.OK())})
		}
	}
	c.Flush()
	return c.Error()
}

// WriteMarkdown writes the table as a page. Nothing in it varies from run to run
// over the same code.
func (t *Table) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	b.WriteString("# Which synchronization eliminates each bug\n\n")
	b.WriteString("Each variant of each scenario under explored schedules, with the race detector on. *fixes*: nothing goes wrong in any schedule explored. *race*: the detector reports. *green, wrong*: the detector is silent in all of them, and the code is wrong.\n\n")
	if t.System != "" {
		fmt.Fprintf(&b, "Measured with %s by `racekit matrix -md`; `racekit explain <scenario>` tells the story of each.\n\n", t.System)
	}
	b.WriteString(t.summary() + "\n")
	if s := t.state(); s != "" {
		b.WriteString("\n**" + s + "**\n")
	}
	b.WriteString("\nPreemptions: the fewest with which the failure was seen; `<=` where it is not proven that fewer do not suffice.\n")
	for i := range t.Scenarios {
		row := &t.Scenarios[i]
		fmt.Fprintf(&b, "\n## %s: %s\n\nHolds if right: %s.\n\n", row.ID, row.Title, row.Property)
		both := len(t.Models) > 1
		head, line := "| synchronization | | variant | verdict | race | effect | preemptions | explored |", "|---|---|---|---|---|---|---|---|"
		if both {
			head, line = head+" cooperative |", line+"---|"
		}
		b.WriteString(head + "\n" + line + "\n")
		for j := range row.Cells {
			c := &row.Cells[j]
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s | %s | %s |", c.Sync, c.Kind, cell(c.Variant), mark(c), race(c.Preemptive), effect(c.Preemptive), preemptions(c.Preemptive), coverage(c.Preemptive))
			if both {
				if c.Cooperative != nil {
					b.WriteString(" " + verdict(c.Cooperative))
				}
				b.WriteString(" |")
			}
			b.WriteString("\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// cell escapes what would end a cell.
func cell(s string) string { return strings.NewReplacer("|", "\\|", "<", "&lt;", "\n", " ").Replace(s) }
