package scenario

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func good() Scenario {
	body := func(*testing.T, Workload) {}
	return Scenario{ID: "x", Title: "X", Class: "data race", Level: 1, Property: "it holds", Params: []Param{{Name: "goroutines", Min: 2, Max: 4}},
		Variants: []Variant{
			{Name: "plain", Sync: None, Code: "plain", Want: Verdict{Race: true, Effect: Invariant, EffectAt: 1}, Why: "a", Body: body},
			{Name: "locked", Kind: Fix, Sync: Mutex, Code: "locked", Why: "b", Body: body},
		}}
}

func TestValidate(t *testing.T) {
	ok := good()
	if err := ok.Validate(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		reason string
		change func(*Scenario)
		want   string
	}{
		{"the title tells readers what it is", func(s *Scenario) { s.Title = " " }, "Title is missing"},
		{"levels order the exercises", func(s *Scenario) { s.Level = 6 }, "Level is 6"},
		{"an empty range has no kernel", func(s *Scenario) { s.Params[0].Max = 1 }, "goes from 2 to 1"},
		{"two parameters of one name are one", func(s *Scenario) { s.Params = append(s.Params, s.Params[0]) }, "no name of its own"},
		{"a matrix without a fix shows nothing", func(s *Scenario) { s.Variants = s.Variants[:1] }, "must be a fix"},
		{"a fix that fails is no fix", func(s *Scenario) { s.Variants[1].Want.Race = true }, "it is a fix"},
		{"a bug that holds is no bug", func(s *Scenario) { s.Variants[0].Want = Verdict{} }, "it is a bug"},
		{"a fix hides nothing", func(s *Scenario) { s.Variants[1].Hidden = true }, "Hidden is for"},
		{"what is hidden is not measured", func(s *Scenario) { s.Variants[0].Hidden = true }, "it is a bug"},
		{"nobody can run what nobody can see", func(s *Scenario) { s.Variants[0].Code = "" }, "Code is missing"},
		{"a bound needs what it bounds", func(s *Scenario) { s.Variants[0].Want.Race, s.Variants[0].Want.RaceAt = false, 1 }, "RaceAt is declared"},
		{"the columns of the matrix are fixed", func(s *Scenario) { s.Variants[0].Sync = "luck" }, `"luck" is unknown`},
		{"a workload that grows needs both", func(s *Scenario) { s.Scale.Goroutines = "goroutines" }, "not both parameters"},
		{"verdicts have reasons", func(s *Scenario) { s.Variants[0].Why = "" }, "Why is missing"},
	} {
		s := good()
		c.change(&s)
		if err := s.Validate(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.reason, err, c.want)
		}
	}
}

func TestWorkload(t *testing.T) {
	s := good()
	if n := s.Kernel().Int("goroutines"); n != 2 {
		t.Errorf("the kernel has %d goroutines, want 2", n)
	}
	rapid.Check(t, func(t *rapid.T) {
		if n := s.Draw(t).Int("goroutines"); n < 2 || n > 4 {
			t.Errorf("drawn %d, want 2 to 4", n)
		}
	})
	defer func() {
		if r := recover(); r == nil || !strings.Contains(r.(string), `no "ops"`) {
			t.Errorf("an unknown parameter: %v", r)
		}
	}()
	s.Kernel().Int("ops")
}

func TestFill(t *testing.T) {
	s := good()
	s.Params = append(s.Params, Param{Name: "payload", Max: 9})
	w := s.Kernel()
	var a, b, again string
	w.Fill("payload", 0, &a)
	w.Fill("payload", 1, &b)
	w.Fill("payload", 1, &again)
	if a != "a" || b != "b" || again != b {
		t.Errorf("the payloads of the kernel are %q, %q and again %q, want a, b and b", a, b, again)
	}
	w.values["payload"] = 2
	w.Fill("payload", 0, &a)
	if a != "c" {
		t.Errorf("the first payload of another workload is %q, want c", a)
	}
	defer func() {
		if r := recover(); r == nil || !strings.Contains(r.(string), "which chan to use") {
			t.Errorf("a value that cannot be made: %v", r)
		}
	}()
	w.Fill("payload", 0, new(chan int))
}
