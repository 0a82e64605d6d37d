package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Validate returns what is missing in a declaration or contradicts itself, one
// sentence per line.
func (s *Scenario) Validate() error {
	var all []error
	bad := func(format string, args ...any) {
		all = append(all, fmt.Errorf("scenario %s: "+format, append([]any{s.ID}, args...)...))
	}
	for _, f := range []struct{ name, value string }{{"ID", s.ID}, {"Title", s.Title}, {"Class", s.Class}, {"Property", s.Property}} {
		if strings.TrimSpace(f.value) == "" {
			bad("%s is missing", f.name)
		}
	}
	if s.Priority < 0 || s.Priority > 2 {
		bad("Priority is %d, want 0, 1 or 2", s.Priority)
	}
	if s.Level < 1 || s.Level > 5 {
		bad("Level is %d, want 1 to 5", s.Level)
	}
	params := map[string]bool{}
	for _, p := range s.Params {
		if p.Name == "" || params[p.Name] {
			bad("the parameter %q has no name of its own", p.Name)
		}
		if p.Min > p.Max {
			bad("the parameter %q goes from %d to %d", p.Name, p.Min, p.Max)
		}
		params[p.Name] = true
	}
	if s.Scale != (Scale{}) && (!params[s.Scale.Goroutines] || !params[s.Scale.Operations]) {
		bad("Scale names %q and %q, which are not both parameters", s.Scale.Goroutines, s.Scale.Operations)
	}
	fixes, broken := 0, 0
	names := map[string]bool{}
	for i := range s.Variants {
		v := &s.Variants[i]
		if v.Name == "" || names[v.Name] {
			bad("variant %d, %q, has no name of its own", i+1, v.Name)
		}
		names[v.Name] = true
		for _, what := range v.problems() {
			bad("variant %q: %s", v.Name, what)
		}
		if v.Kind == Fix {
			fixes++
		} else {
			broken++
		}
	}
	if fixes == 0 || broken == 0 {
		bad("there must be a fix and something to fix; it has %d and %d", fixes, broken)
	}
	return errors.Join(all...)
}

func (v *Variant) problems() (bad []string) {
	if v.Kind > Wrong {
		return []string{"its Kind is unknown"}
	}
	if v.Why == "" {
		bad = append(bad, "Why is missing")
	}
	if v.Code == "" && v.Body != nil {
		bad = append(bad, "Code is missing: name the declarations that make it")
	}
	if !slices.Contains(Syncs, v.Sync) {
		bad = append(bad, fmt.Sprintf("the synchronization %q is unknown", v.Sync))
	}
	if right := v.Want.Right(); right != (v.Kind == Fix || v.Hidden) {
		bad = append(bad, fmt.Sprintf("it is a %s, and the declared verdict is %q", v.Kind, v.Want))
	}
	if v.Hidden && v.Kind == Fix {
		bad = append(bad, "it is a fix, and Hidden is for what is wrong")
	}
	verdicts := []Verdict{v.Want}
	if v.Cooperative != nil {
		verdicts = append(verdicts, *v.Cooperative)
	}
	for _, w := range verdicts {
		if !w.Race && w.RaceAt != 0 {
			bad = append(bad, "RaceAt is declared, and no race")
		}
		if w.Effect == 0 && w.EffectAt != 0 {
			bad = append(bad, "EffectAt is declared, and no effect")
		}
		if w.RaceAt < Unknown || w.EffectAt < Unknown {
			bad = append(bad, "a number of preemptions is below Unknown")
		}
	}
	return bad
}
