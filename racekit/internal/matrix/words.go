package matrix

import (
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/measurement"
	"github.com/racekit/toolkit/racekit/internal/text"
	"github.com/racekit/toolkit/racekit/scenario"
)

// race says what the race detector does.
func race(r *measurement.Result) string {
	switch {
	case r == nil:
		return ""
	case r.Race:
		return "reports"
	}
	return "silent"
}

// effect says what else goes wrong.
func effect(r *measurement.Result) string {
	if r == nil {
		return ""
	}
	return scenario.Effect(r.Effect).String()
}

// verdict is both in one.
func verdict(r *measurement.Result) string {
	if r == nil {
		return "not measured"
	}
	return race(r) + " / " + effect(r)
}

// preemptions says how many preemptions the first failure takes: exactly, or
// at most as many as seen.
func preemptions(r *measurement.Result) string {
	if r == nil {
		return ""
	}
	var parts []string
	for _, p := range []struct {
		at    int
		exact bool
		what  string
	}{{r.RaceAt, r.RaceExact, "race"}, {r.EffectAt, r.EffectExact, "effect"}} {
		if p.at == scenario.Unknown {
			continue
		}
		n := fmt.Sprint(p.at)
		if !p.exact {
			n = "<=" + n
		}
		if r.Race && r.Effect != 0 {
			n += " (" + p.what + ")"
		}
		parts = append(parts, n)
	}
	return strings.Join(parts, ", ")
}

// mark tells at a glance what a variant is: right, caught by the detector, or
// wrong where the detector is silent.
func mark(c *Cell) string {
	r := c.Preemptive
	if r == nil {
		r = c.Cooperative
	}
	switch {
	case r == nil && c.Argued:
		return "argued"
	case r == nil && (c.Cost != nil || c.Quick != nil):
		return "not explored"
	case r == nil:
		return "?"
	case !c.OK():
		return "DISAGREES"
	case r.Race:
		return "race"
	case r.Effect != 0:
		return "green, wrong"
	}
	return "fixes"
}

// first names the first failing schedule.
func first(r *measurement.Result) string {
	if r == nil || r.First == nil {
		return ""
	}
	return fmt.Sprintf("%d", r.First.Schedule)
}

func coverage(r *measurement.Result) string {
	if r == nil {
		return ""
	}
	return r.Coverage
}

// A Tally counts the variants of one means of synchronization.
type Tally struct {
	Sync scenario.Sync
	// Fixes are right. What is wrong is Caught by the race detector in some
	// schedule, or Green: silent in all of them.
	Fixes, Caught, Green int
}

// Tallies counts by synchronization, in the order of the matrix.
func (t *Table) Tallies() []Tally {
	by := make([]Tally, len(scenario.Syncs))
	for i := range t.Scenarios {
		for j := range t.Scenarios[i].Cells {
			c := &t.Scenarios[i].Cells[j]
			k := slices.Index(scenario.Syncs, c.Sync)
			if c.Preemptive == nil || k < 0 {
				continue
			}
			by[k].Sync = c.Sync
			switch {
			case c.Kind == scenario.Fix.String():
				by[k].Fixes++
			case c.Preemptive.Race:
				by[k].Caught++
			default:
				by[k].Green++
			}
		}
	}
	return slices.DeleteFunc(by, func(x Tally) bool { return x.Sync == "" })
}

// summary says in sentences what the table shows.
func (t *Table) summary() (lines []string) {
	var right, caught, green, attempts, silenced, harmless, cooperative int
	for _, x := range t.Tallies() {
		right, caught, green = right+x.Fixes, caught+x.Caught, green+x.Green
	}
	for i := range t.Scenarios {
		for _, c := range t.Scenarios[i].Cells {
			if c.Preemptive == nil || c.Kind == scenario.Fix.String() {
				continue
			}
			if c.Kind == scenario.Wrong.String() {
				attempts++
				if !c.Preemptive.Race {
					silenced++
				}
			}
			if c.Cooperative != nil {
				cooperative++
				if c.Cooperative.Effect == 0 {
					harmless++
				}
			}
		}
	}
	wrong := caught + green
	if right+wrong == 0 {
		return nil
	}
	said := fmt.Sprintf("%s, %s measured: %d right, %d wrong", text.Count(len(t.Scenarios), "scenario"), text.Count(right+wrong, "variant"), right, wrong)
	if wrong > 0 {
		said += fmt.Sprintf(", of which %d (%d%%) pass the race detector in every schedule explored", green, green*100/wrong)
	}
	lines = append(lines, said+".")
	if attempts > 0 {
		lines = append(lines, fmt.Sprintf("Of %s, %d (%d%%) only silence the detector: it is silent in every schedule explored, and the bug is still there.", text.Count(attempts, "wrong fix", "es"), silenced, silenced*100/attempts))
	}
	if cooperative > 0 {
		lines = append(lines, fmt.Sprintf("%d of the %d wrong variants do no harm where goroutines switch only when they block, as in an event loop.", harmless, cooperative))
	}
	return lines
}

// pace says how long it took; "" if nobody knows.
func (t *Table) pace() string {
	var all float64
	var slowest *Row
	for i := range t.Scenarios {
		r := &t.Scenarios[i]
		all += r.Seconds
		if slowest == nil || r.Seconds > slowest.Seconds {
			slowest = r
		}
	}
	if all == 0 {
		return ""
	}
	return fmt.Sprintf("Explored in %.1f s; the slowest scenario is %s, %.1f s.", all, slowest.ID, slowest.Seconds)
}

// state warns of a table that is not whole.
func (t *Table) state() string {
	if t.Complete {
		return ""
	}
	_, missing := t.Disagreements()
	return fmt.Sprintf("PARTIAL: not measured: %s.", text.Count(missing, "variant"))
}

// shows reports whether a cell has anything that was asked for.
func (t *Table) shows(c *Cell) bool { return t.Explored() || c.Cost != nil || c.Quick != nil }
