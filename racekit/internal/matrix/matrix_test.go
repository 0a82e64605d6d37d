package matrix

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/measurement"
	"github.com/racekit/toolkit/racekit/internal/tests/golden"
	"github.com/racekit/toolkit/racekit/scenario"
)

func declared() []*scenario.Scenario {
	body := func(*testing.T, scenario.Workload) {}
	return []*scenario.Scenario{{
		ID: "counter", Title: "A counter", Class: "data race", Level: 1, Property: "n is the number of increments",
		Variants: []scenario.Variant{
			{Name: "atomic Load, then Store", Kind: scenario.Wrong, Sync: scenario.Atomic, Code: "loadStore", Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: 1}, Why: "Two steps.", Body: body},
			{Name: "plain", Kind: scenario.Bug, Sync: scenario.None, Code: "plain", Want: scenario.Verdict{Race: true, Effect: scenario.Invariant, EffectAt: 1}, Why: "<Nothing> orders them.", Body: body},
			{Name: "mutex | lock", Kind: scenario.Fix, Sync: scenario.Mutex, Code: "locked", Why: "One section.", Body: body},
			{Name: "the clock", Kind: scenario.Wrong, Sync: scenario.Time, Want: scenario.Verdict{Effect: scenario.Invariant, EffectAt: scenario.Unknown}, Why: "Two calls in one tick."},
		},
	}}
}

const lines = `{"scenario":"counter","variant":"atomic Load, then Store","declared":"silent / invariant broken","measured":"silent / invariant broken","ok":true,"effect":1,"raceAt":-1,"effectAt":1,"effectExact":true,"coverage":"all 20 schedules","executions":20,"distinct":20,"first":{"schedule":3,"steps":9,"preemptions":1,"finding":"test failure","report":"n = 1 <want 2>"}}
{"scenario":"counter","variant":"plain","ok":true,"race":true,"effect":1,"raceAt":0,"raceExact":true,"effectAt":2,"coverage":"a sample of 100 schedules","executions":100,"distinct":90,"first":{"schedule":1,"finding":"data race","report":"race"}}
{"scenario":"counter","variant":"plain","cooperative":true,"ok":true,"race":true,"raceAt":0,"effectAt":-1,"coverage":"all 2 schedules"}
{"scenario":"counter","variant":"mutex | lock","ok":true,"raceAt":-1,"effectAt":-1,"coverage":"all 6 schedules","executions":6,"distinct":6}
`

var prices = []measurement.Price{
	{Scenario: "counter", Variant: "mutex | lock", Operation: true, Nanos: []float64{12.4, 30, 31, 130}},
	{Scenario: "counter", Variant: "plain", Operation: true},
}

func table(t *testing.T, text string) Table {
	t.Helper()
	results, err := measurement.Read[measurement.Result]([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	tab := New([]string{"preemptive", "cooperative"}, declared(), results, func(_ *scenario.Scenario, v *scenario.Variant) string { return "func " + v.Code + "() { x <- 1 }" })
	tab.System, tab.Scenarios[0].Story = "go1.26", "Two <count> at once.\n"
	return tab
}

func TestRenderings(t *testing.T) {
	tab := table(t, lines)
	tab.Scenarios[0].Cells[0].Quick = &Quick{Runs: 100, Plain: 0, Race: 100}
	tab.Price(prices)
	for _, r := range []struct {
		name  string
		write func(*bytes.Buffer) error
	}{
		{"matrix.txt", func(b *bytes.Buffer) error { return tab.WriteText(b, Style{}) }},
		{"matrix.md", func(b *bytes.Buffer) error { return tab.WriteMarkdown(b) }},
		{"matrix.html", func(b *bytes.Buffer) error { return tab.WriteHTML(b) }},
		{"matrix.csv", func(b *bytes.Buffer) error { return tab.WriteCSV(b) }},
		{"matrix.json", func(b *bytes.Buffer) error { return tab.WriteJSON(b) }},
	} {
		var b bytes.Buffer
		if err := r.write(&b); err != nil {
			t.Fatal(err)
		}
		golden.Check(t, r.name, b.String())
		for line := range strings.Lines(b.String()) {
			if r.name == "matrix.txt" && len([]rune(line)) > 81 {
				t.Errorf("a line is wider than the terminal: %q", line)
			}
		}
	}
}

// Costs alone are another page.
func TestCosts(t *testing.T) {
	tab := New(nil, declared(), nil, func(*scenario.Scenario, *scenario.Variant) string { return "" })
	tab.Price(prices)
	if _, missing := tab.Disagreements(); missing > 0 || !tab.Complete {
		t.Errorf("%d verdicts are missing, and none was asked for", missing)
	}
	tab.WantCost = true
	if tab.Check(); !tab.Complete {
		t.Error("all fixes have a cost, and something is missing")
	}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"costs.txt": func(b *bytes.Buffer) error { return tab.WriteText(b, Style{}) },
		"costs.md":  func(b *bytes.Buffer) error { return tab.WriteMarkdown(b) },
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		golden.Check(t, name, b.String())
	}
}

func TestPartialCosts(t *testing.T) {
	tab := New(nil, declared(), nil, func(*scenario.Scenario, *scenario.Variant) string { return "" })
	tab.WantCost = true
	tab.Check()
	if _, missing := tab.Disagreements(); tab.Complete || missing != 1 {
		t.Errorf("complete %v, %d missing; want false, 1: the fix", tab.Complete, missing)
	}
	tab.WantQuick = true
	if _, missing := tab.Disagreements(); missing != 3 {
		t.Errorf("%d missing, want 3: all that can be run", missing)
	}
}

func TestTimes(t *testing.T) {
	tab := table(t, lines)
	tab.Price([]measurement.Price{
		{Scenario: "counter", Variant: "plain", Nanos: []float64{10, 10, 10, 10}},
		{Scenario: "counter", Variant: "mutex | lock", Nanos: []float64{20, 5, 10, 40}},
		{Scenario: "other", Variant: "plain", Nanos: []float64{1, 1, 1, 1}},
	})
	for i := range tab.Scenarios[0].Cells {
		c := &tab.Scenarios[0].Cells[i]
		want := map[string][]float64{"plain": {1, 2, 1, 1}, "mutex | lock": {2, 1, 1, 4}}[c.Variant]
		if c.Cost != nil != (want != nil) || c.Cost != nil && !slices.Equal(c.Cost.Times, want) {
			t.Errorf("%s: %+v, want times %v of the fastest at each number of goroutines", c.Variant, c.Cost, want)
		}
	}
}

func TestTallies(t *testing.T) {
	tab := table(t, lines)
	want := []Tally{{Sync: scenario.None, Caught: 1}, {Sync: scenario.Mutex, Fixes: 1}, {Sync: scenario.Atomic, Green: 1}}
	if got := tab.Tallies(); !slices.Equal(got, want) {
		t.Errorf("%+v, want %+v: what is argued is not counted", got, want)
	}
}

func TestSlowest(t *testing.T) {
	tab := table(t, lines+`{"scenario":"counter","seconds":1.5}
{"scenario":"counter","cooperative":true,"seconds":0.25}
`)
	if got, want := tab.pace(), "Explored in 1.8 s; the slowest scenario is counter, 1.8 s."; got != want {
		t.Errorf("%q, want %q: both models count", got, want)
	}
}

func TestHostileText(t *testing.T) {
	tab := table(t, lines)
	var b bytes.Buffer
	if err := tab.WriteHTML(&b); err != nil {
		t.Fatal(err)
	}
	for _, raw := range []string{"<want 2>", "<Nothing>", "<count>", "x <- 1"} {
		if strings.Contains(b.String(), raw) {
			t.Errorf("%q is not escaped in the page", raw)
		}
	}
	b.Reset()
	if err := tab.WriteCSV(&b); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 5 {
		t.Errorf("%d rows, %v", len(rows), err)
	}
}

func TestPartial(t *testing.T) {
	some := strings.SplitAfter(lines, "\n")[0]
	tab := table(t, some)
	if wrong, missing := tab.Disagreements(); tab.Complete || wrong != 0 || missing != 2 {
		t.Errorf("complete %v, %d wrong, %d missing; want false, 0, 2: what is argued is not missing", tab.Complete, wrong, missing)
	}
	var b bytes.Buffer
	if err := tab.WriteText(&b, Style{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "PARTIAL: not measured: 2 variants.") {
		t.Error("a partial table does not say so")
	}
	if _, err := measurement.Read[measurement.Result]([]byte(some + `{"scenario":"coun`)); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a line that is cut: %v", err)
	}
}

func TestDisagreement(t *testing.T) {
	tab := table(t, strings.Replace(lines, `"variant":"mutex | lock","ok":true`, `"variant":"mutex | lock","ok":false`, 1))
	if wrong, _ := tab.Disagreements(); wrong != 1 {
		t.Errorf("%d cells disagree, want 1", wrong)
	}
	var b bytes.Buffer
	if err := tab.WriteText(&b, Style{}); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "DISAGREES") || !strings.Contains(b.String(), "declared: silent / holds") {
		t.Errorf("it is not said:\n%s", b.String())
	}
	var again Table
	b.Reset()
	if err := tab.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(b.Bytes(), &again); err != nil || len(again.Scenarios) != 1 {
		t.Error("the JSON cannot be read back:", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(lines))
	f.Fuzz(func(t *testing.T, text []byte) {
		results, err := measurement.Read[measurement.Result](text)
		if err != nil {
			return
		}
		tab := New([]string{"preemptive"}, declared(), results, func(*scenario.Scenario, *scenario.Variant) string { return "" })
		var b bytes.Buffer
		for _, write := range []error{tab.WriteText(&b, Style{}), tab.WriteMarkdown(&b), tab.WriteHTML(&b), tab.WriteCSV(&b)} {
			if write != nil {
				t.Error(write)
			}
		}
	})
}
