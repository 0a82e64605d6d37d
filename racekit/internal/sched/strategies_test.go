package sched

import "testing"

// Each strategy has a name of its own, by which a record finds it again, and a
// place in the list. What the mixture makes of an execution is in the table too.
func TestStrategies(t *testing.T) {
	listed := map[Kind]bool{}
	for _, k := range Kinds() {
		if got, ok := KindOf(k.String()); !ok || got != k || listed[k] || k.Help() == "" {
			t.Errorf("strategy %d: %q (%q) is the name of strategy %d, or listed twice", k, k, k.Help(), got)
		}
		listed[k] = true
	}
	if len(listed) != len(strategies) {
		t.Errorf("%d strategies are listed, of %d", len(listed), len(strategies))
	}
	for i := range 2 * len(mixture) {
		if c := (Config{Kind: Mixed}).At(i); c.Kind == Mixed {
			t.Errorf("execution %d of the mixture is the mixture", i)
		}
	}
	if _, ok := KindOf("chance"); ok {
		t.Error(`there is a strategy "chance"`)
	}
}

func TestModels(t *testing.T) {
	for i, name := range Models() {
		if m, ok := ModelOf(name); !ok || m != Model(i) || m.String() != name {
			t.Errorf("%q is model %d, %v, want %d", name, m, ok, i)
		}
	}
	if _, ok := ModelOf("loose"); ok {
		t.Error(`there is a model "loose"`)
	}
}
