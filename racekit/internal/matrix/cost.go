package matrix

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/measurement"
)

// costAt are the numbers of goroutines of measurement.Price.
var costAt = []int{1, 2, 4, 8}

// A Cost is what a fix takes with 1, 2, 4 and 8 goroutines.
type Cost struct {
	Per   string    // "operation" or "workload", of which Nanos is the time
	Nanos []float64 // none if the fix waits for a timer
	// Times is how many times as much as the fastest fix of the scenario.
	Times []float64
}

// Price puts costs into the cells.
func (t *Table) Price(prices []measurement.Price) {
	for i := range t.Scenarios {
		row := &t.Scenarios[i]
		fastest := slices.Repeat([]float64{math.Inf(1)}, len(costAt))
		for j := range row.Cells {
			c := &row.Cells[j]
			for _, p := range prices {
				if p.Scenario != row.ID || p.Variant != c.Variant {
					continue
				}
				c.Cost = &Cost{Per: "workload"}
				if p.Operation {
					c.Cost.Per = "operation"
				}
				if len(p.Nanos) != len(costAt) {
					continue
				}
				c.Cost.Nanos = p.Nanos
				for k, ns := range p.Nanos {
					fastest[k] = min(fastest[k], ns)
				}
			}
		}
		for j := range row.Cells {
			if c := row.Cells[j].Cost; c != nil {
				for k, ns := range c.Nanos {
					c.Times = append(c.Times, ns/fastest[k])
				}
			}
		}
	}
}

// priced reports whether the table has costs.
func (t *Table) priced() bool {
	return slices.ContainsFunc(t.Scenarios, func(r Row) bool { return r.priced() })
}

func (r *Row) priced() bool {
	return slices.ContainsFunc(r.Cells, func(c Cell) bool { return c.Cost != nil })
}

// costHead says what the figures mean.
const costHead = "Cost of the fixes: nanoseconds of 1, 2, 4 and 8 goroutines together, divided by the operations they did, or by the " +
	"runs of the whole workload where the scenario has no operation that can be repeated; starting goroutines is then part of it. " +
	"In brackets: times the fastest fix of the scenario. " +
	"An ordinary build without the race detector; the median of three measurements."

// words is the cost in one line.
func (c *Cost) words() string {
	if len(c.Nanos) == 0 {
		return "not measured: it waits for a timer"
	}
	var parts []string
	for k := range c.Nanos {
		parts = append(parts, c.at(k))
	}
	return fmt.Sprintf("ns per %s at 1, 2, 4, 8 goroutines: %s", c.Per, strings.Join(parts, ", "))
}

// at is the figure for costAt[k].
func (c *Cost) at(k int) string {
	ns := fmt.Sprintf("%.0f", c.Nanos[k])
	if c.Nanos[k] < 10 {
		ns = fmt.Sprintf("%.1f", c.Nanos[k])
	}
	return fmt.Sprintf("%s (%.1f)", ns, c.Times[k])
}

// writeCosts writes the costs of a scenario's fixes as Markdown.
func (r *Row) writeCosts(w io.Writer) {
	if !r.priced() {
		return
	}
	fmt.Fprint(w, "\n| synchronization | fix | ns per | at 1 | at 2 | at 4 | at 8 |\n|---|---|---|---|---|---|---|\n")
	for i := range r.Cells {
		c := &r.Cells[i]
		if c.Cost == nil {
			continue
		}
		fmt.Fprintf(w, "| %s | %s | %s |", c.Sync, cell(c.Variant), c.Cost.Per)
		for k := range costAt {
			if len(c.Cost.Nanos) == 0 {
				fmt.Fprint(w, " waits |")
				continue
			}
			fmt.Fprintf(w, " %s |", c.Cost.at(k))
		}
		fmt.Fprintln(w)
	}
}
