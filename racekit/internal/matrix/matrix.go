// Package matrix shows which synchronization eliminates each bug: the measured
// verdicts of the scenarios' variants as text, Markdown, HTML, JSON and CSV.
package matrix

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/measurement"
	"github.com/racekit/toolkit/racekit/scenario"
)

// A Table is what was measured.
type Table struct {
	System    string // of the Go that measured
	Complete  bool   // all that was asked for
	Models    []string
	WantCost  bool
	WantQuick bool
	Scenarios []Row
}

// A Row is a scenario.
type Row struct {
	ID, Title, Class, Property string
	Story                      string
	Seconds                    float64 // that exploring it took
	Cells                      []Cell
}

// A Cell is a variant.
type Cell struct {
	Variant  string
	Kind     string
	Sync     scenario.Sync
	Why      string
	Code     string // Go source
	Argued   bool   // the verdict is argued, not measured
	Declared string
	// Measured are the results by model; one that is missing was not measured.
	Preemptive, Cooperative *measurement.Result
	Quick                   *Quick
	Cost                    *Cost // of a fix, if it was asked for
}

// A Quick is what plain go test sees of a variant.
type Quick struct {
	Runs             int
	Plain, Race      int // failing runs, without and with the race detector
	PlainEnd, Ending string
}

// OK reports whether the cell is as declared, as far as it was measured.
func (c *Cell) OK() bool {
	return (c.Preemptive == nil || c.Preemptive.OK) && (c.Cooperative == nil || c.Cooperative.OK)
}

// Explored reports whether the table has verdicts.
func (t *Table) Explored() bool { return len(t.Models) > 0 }

// Disagreements counts the cells that are not as declared, and those that were
// to be measured and were not.
func (t *Table) Disagreements() (wrong, missing int) {
	for i := range t.Scenarios {
		for _, c := range t.Scenarios[i].Cells {
			switch {
			case !c.OK():
				wrong++
			case c.Argued:
			case t.Explored() && c.Preemptive == nil && c.Cooperative == nil,
				t.WantQuick && c.Quick == nil,
				t.WantCost && c.Cost == nil && c.Kind == scenario.Fix.String():
				missing++
			}
		}
	}
	return wrong, missing
}

// Check notes whether all was measured that was asked for.
func (t *Table) Check() {
	_, missing := t.Disagreements()
	t.Complete = missing == 0
}

// New puts the results under the models into the order of the declarations, and
// in a scenario of the means of synchronization.
func New(models []string, declared []*scenario.Scenario, results []measurement.Result, code func(s *scenario.Scenario, v *scenario.Variant) string) Table {
	t := Table{Models: models}
	type key struct {
		scenario, variant string
		cooperative       bool
	}
	by, seconds := map[key]*measurement.Result{}, map[string]float64{}
	for i := range results {
		r := &results[i]
		if r.Variant == "" {
			seconds[r.Scenario] += r.Seconds
		}
		by[key{r.Scenario, r.Variant, r.Cooperative}] = r
	}
	for _, s := range declared {
		row := Row{ID: s.ID, Title: s.Title, Class: s.Class, Property: s.Property, Seconds: seconds[s.ID]}
		for i := range s.Variants {
			v := &s.Variants[i]
			row.Cells = append(row.Cells, Cell{
				Variant: v.Name, Kind: v.Kind.String(), Sync: v.Sync, Why: v.Why, Code: code(s, v), Argued: v.Body == nil, Declared: v.Want.String(),
				Preemptive: by[key{s.ID, v.Name, false}], Cooperative: by[key{s.ID, v.Name, true}],
			})
		}
		slices.SortStableFunc(row.Cells, func(a, b Cell) int {
			return slices.Index(scenario.Syncs, a.Sync) - slices.Index(scenario.Syncs, b.Sync)
		})
		t.Scenarios = append(t.Scenarios, row)
	}
	t.Check()
	return t
}
