package racekit

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"text/tabwriter"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/measure"
	"github.com/racekit/toolkit/racekit/internal/native"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/verb"
)

// A Variant is one implementation of what Compare compares, with what is
// expected of it. Without Race and Broken it must be right in every schedule.
type Variant[V any] struct {
	_ struct{} // no positional literals: fields may be added

	Name   string
	New    func() V
	Race   bool // the race detector reports in some schedule
	Broken bool // anything else goes wrong in some schedule: the property, a deadlock, a panic, ...

	// Op is one operation, which goroutines may do at the same time. With
	// MeasureCost the table has its cost for the right variants: nanoseconds per
	// operation, divided among 1, 2, 4 and 8 goroutines. It may be nil.
	Op func(V)
}

// Compare explores one property over several implementations, each made anew in
// every execution, and fails t where a variant is not what it is declared to
// be. The log has a table: race and property of each, and the first schedule
// that shows what is wrong.
//
// Each variant has a subtest, and Schedules and Budget hold for each. Under an
// ordinary toolchain only the right variants are checked, by repetition.
func Compare[V any](t *testing.T, variants []Variant[V], property func(t *testing.T, v V), opts ...CompareOption) {
	t.Helper()
	call := harness.Begin(t, "racekit.Compare")
	if property == nil {
		t.Fatal("racekit.Compare: the property is nil")
	}
	c := comparison{call: call, settings: harness.Defaults()}
	for _, o := range opts {
		if err := o.compare(&c); err != nil {
			t.Fatal(err)
		}
	}
	verb.Override(t, &c.settings)
	names := map[string]bool{}
	for i, v := range variants {
		switch {
		case v.Name == "" || names[v.Name]:
			t.Fatalf("racekit.Compare: variant %d, %q, has no name of its own", i+1, v.Name)
		case v.New == nil:
			t.Fatalf("racekit.Compare: the variant %q has no New", v.Name)
		}
		names[v.Name] = true
		row := compared{name: v.Name, race: v.Race, broken: v.Broken,
			body: call.Body(func(t *testing.T) { property(t, v.New()) })}
		if v.Op != nil {
			row.op = func() func() {
				made := v.New()
				return func() { v.Op(made) }
			}
		}
		c.rows = append(c.rows, row)
	}
	if len(c.rows) == 0 {
		t.Fatal("racekit.Compare: there are no variants")
	}
	c.run()
}

// A comparison is Compare without the type of what is compared.
type comparison struct {
	call     *harness.Call
	settings settings.Values
	cost     bool // measure what operations cost
	rows     []compared
	costs    map[string]measure.Cost // nil if cost is false
}

// A compared is a variant: what is declared, and what was measured.
type compared struct {
	name         string
	race, broken bool
	body         func(*testing.T)
	op           func() func() // the operation on one that is made anew; nil if there is none

	measured *measure.Measurement
}

func (c *comparison) run() {
	t := c.call.T
	t.Helper()
	switch c.call.Place {
	case harness.Inside:
		item, any, ours := c.call.Item()
		if any {
			c.call.Whole()
		}
		for _, r := range c.rows {
			if ours && r.name == item {
				r.body(t)
			}
		}
	case harness.Repeated:
		native.Serve(t, c.call.N, c.right)
	case harness.Ordinary:
		c.call.ServeCosts(c.operations())
		verb.Perturb(c.call, c.settings)
		t.Log("racekit.Compare: only the right variants were checked, by repetition; racekit test compares all of them")
	case harness.Controlled:
		c.measure()
	}
}

// right runs the variants that are declared right, one after the other.
func (c *comparison) right(t *testing.T) {
	for _, r := range c.rows {
		if !r.race && !r.broken {
			t.Run(r.name, r.body)
		}
	}
}

func (c *comparison) measure() {
	t := c.call.T
	t.Helper()
	ctx, cancel := c.call.Context()
	defer cancel()
	lab, end, err := c.call.Laboratory(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer end()
	for i := range c.rows {
		r := &c.rows[i]
		t.Run(r.name, func(t *testing.T) {
			t.Helper()
			c.one(ctx, t, lab, r)
		})
	}
	if c.cost {
		if c.costs, err = c.call.Costs(ctx); err != nil {
			t.Errorf("racekit.Compare: the cost was not measured: %v", err)
		}
	}
	t.Logf("racekit.Compare:\n%s", c.table())
}

func (c *comparison) one(ctx context.Context, t *testing.T, lab execution.Laboratory, r *compared) {
	t.Helper()
	var wanted []finding.Kind
	if r.race {
		wanted = append(wanted, finding.DataRace)
	}
	k := verb.Campaign(c.call, c.settings, lab, r.name)
	m, err := measure.Of(ctx, lab, k.Explore, wanted)
	if err != nil {
		t.Errorf("racekit.Compare: %s was not measured: %v", r.name, err)
		return
	}
	r.measured = &m
	race, broken := m.First(finding.DataRace), other(&m)
	var bad []string
	var undeclared []*measure.Sighting
	switch {
	case r.race && race == nil:
		bad = append(bad, "a race is declared, but none was seen")
	case !r.race && race != nil:
		bad, undeclared = append(bad, "there is a race, but none is declared"), append(undeclared, race)
	}
	switch {
	case r.broken && broken == nil:
		bad = append(bad, "it is declared broken, but nothing else went wrong")
	case !r.broken && broken != nil:
		bad, undeclared = append(bad, fmt.Sprintf("there is a %s, but it is not declared broken", broken.Kind)), append(undeclared, broken)
	}
	x := campaign.Result{Schedules: m.Executions, Distinct: m.Distinct}
	if len(bad) > 0 {
		say := t.Errorf
		if harness.Reports() && len(bad) == len(undeclared) {
			say = t.Logf
		}
		say("racekit.Compare: %s: %s (%s)", r.name, strings.Join(bad, "; "), verb.Extent(m.Coverage, m.Executions, m.Distinct))
		for _, f := range undeclared {
			if harness.Reports() {
				told := k.TellOf(ctx, f.Found)
				for i := range told.Findings {
					told.Findings[i].Notes = append(told.Findings[i].Notes, "the variant is "+r.name)
				}
				x.Add(&told)
			} else if f == undeclared[len(undeclared)-1] {
				t.Logf("schedule %d shows:\n%s", f.First+1, c.call.Describe(ctx, k, f.Found))
			}
		}
		t.Logf("run again: %s", c.call.Again())
	}
	c.call.HandOver(k, x)
}

// other is the first finding that is no race; nil if there is none.
func other(m *measure.Measurement) *measure.Sighting {
	for i := range m.Seen {
		if m.Seen[i].Kind != finding.DataRace {
			return &m.Seen[i]
		}
	}
	return nil
}

// table shows what was measured.
func (c *comparison) table() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	head := "variant\trace\tproperty\tfirst failing schedule"
	if c.costs != nil {
		for _, n := range measure.CostAt {
			head += fmt.Sprintf("\tns/op at %d", n)
		}
	}
	fmt.Fprintln(w, head)
	for _, r := range c.rows {
		m := r.measured
		if m == nil {
			fmt.Fprintf(w, "%s\t?\t?\tnot measured\n", r.name)
			continue
		}
		race, broken, first := "no", "holds", "none in "+verb.Extent(m.Coverage, m.Executions, m.Distinct)
		if m.First(finding.DataRace) != nil {
			race = "yes"
		}
		if f := other(m); f != nil {
			broken = string(f.Kind)
		}
		if len(m.Seen) > 0 {
			first = fmt.Sprint(m.Seen[0].First + 1)
		}
		line := fmt.Sprintf("%s\t%s\t%s\t%s", r.name, race, broken, first)
		if c.costs != nil {
			line += costWords(c.costs[r.name])
		}
		fmt.Fprintln(w, line)
	}
	w.Flush()
	return strings.TrimRight(b.String(), "\n")
}
