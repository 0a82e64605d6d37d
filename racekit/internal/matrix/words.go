package matrix

import (
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/scenario"
)

// race says what the race detector does.
func race(r *scenario.Result) string {
	switch {
	case r == nil:
		return ""
	case r.Race:
		return "reports"
	}
	return "silent"
}

// effect says what else goes wrong.
func effect(r *scenario.Result) string {
	if r == nil {
		return ""
	}
	return r.Effect.String()
}

// verdict is both in one.
func verdict(r *scenario.Result) string {
	if r == nil {
		return "not measured"
	}
	return race(r) + " / " + effect(r)
}

// preemptions says how many preemptions the first failure takes: exactly, or
// at most as many as seen.
func preemptions(r *scenario.Result) string {
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
func first(r *scenario.Result) string {
	if r == nil || r.First == nil {
		return ""
	}
	return fmt.Sprintf("%d", r.First.Schedule)
}

func coverage(r *scenario.Result) string {
	if r == nil {
		return ""
	}
	return r.Coverage
}

// summary counts what the table shows.
func (t *Table) summary() string {
	var right, wrong, green, variants int
	for i := range t.Scenarios {
		for j := range t.Scenarios[i].Cells {
			c := &t.Scenarios[i].Cells[j]
			r := c.Preemptive
			if r == nil {
				continue
			}
			variants++
			switch {
			case c.Kind == "fix":
				right++
			case !r.Race:
				green++
				wrong++
			default:
				wrong++
			}
		}
	}
	text := fmt.Sprintf("%s, %s measured: %d right, %d wrong", count(len(t.Scenarios), "scenario"), count(variants, "variant"), right, wrong)
	if wrong > 0 {
		text += fmt.Sprintf(", of which %d (%d %%) pass the race detector in every schedule explored", green, green*100/wrong)
	}
	return text + "."
}

// state warns of a table that is not whole.
func (t *Table) state() string {
	if t.Complete {
		return ""
	}
	_, missing := t.Disagreements()
	return fmt.Sprintf("PARTIAL: not measured: %s.", count(missing, "variant"))
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}
