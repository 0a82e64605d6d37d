package scenario

import (
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/measure"
)

func seen(k finding.Kind, fewest int, least bool) measure.Sighting {
	return measure.Sighting{Found: &explore.Found{Finding: finding.Finding{Kind: k}, Outcome: execution.Outcome{Switches: fewest}}, Fewest: fewest, Least: least}
}

func TestContradictions(t *testing.T) {
	lost := Verdict{Effect: Invariant, EffectAt: 1}
	for _, row := range []struct {
		reason string
		want   Verdict
		seen   []measure.Sighting
		bad    string // "" is none
	}{
		{"right and nothing seen", Verdict{}, nil, ""},
		{"a fix that races", Verdict{}, []measure.Sighting{seen(finding.DataRace, 0, true)}, "there is a race, but none is declared"},
		{"a race that nobody saw", Verdict{Race: true}, nil, "a race is declared, but none was seen"},
		{"as declared", lost, []measure.Sighting{seen(finding.TestFailure, 1, true)}, ""},
		{"a sample may need more preemptions than the best schedule", lost, []measure.Sighting{seen(finding.TestFailure, 3, false)}, ""},
		{"all schedules with fewer were explored", lost, []measure.Sighting{seen(finding.TestFailure, 3, true)}, "declared as 1, but it needs 3"},
		{"it is easier than declared", lost, []measure.Sighting{seen(finding.TestFailure, 0, true)}, "declared as 1, but it occurs with 0"},
		{"nobody knows", Verdict{Effect: Leak, EffectAt: Unknown}, []measure.Sighting{seen(finding.Leak, 5, true)}, ""},
		{"the first of two effects counts", Verdict{Effect: Leak | Deadlock, EffectAt: 1},
			[]measure.Sighting{seen(finding.Leak, 2, false), seen(finding.DeadlockKind, 1, true)}, ""},
		{"one of two effects", Verdict{Effect: Leak | Deadlock, EffectAt: 1}, []measure.Sighting{seen(finding.DeadlockKind, 1, true)}, "declared but not seen: leak"},
		{"one more effect", lost, []measure.Sighting{seen(finding.TestFailure, 1, true), seen(finding.Panic, 2, false)}, "seen but not declared: panic"},
		{"an exit ends the process as a fatal error does", Verdict{Effect: Fatal}, []measure.Sighting{seen(finding.Exit, 0, true)}, ""},
		{"a verdict on chance is none", Verdict{}, []measure.Sighting{seen(finding.Nondeterminism, 0, true)}, "one schedule gave two different executions"},
	} {
		got := strings.Join(contradictions(row.want, &measure.Measurement{Seen: row.seen}), "; ")
		if got == "" != (row.bad == "") || !strings.Contains(got, row.bad) {
			t.Errorf("%s: %q, want %q", row.reason, got, row.bad)
		}
	}
}

// What a search for the fewest preemptions came to must be what is declared, even
// if it could not go through all schedules with fewer.
func TestSoughtPreemptions(t *testing.T) {
	m := &measure.Measurement{Seen: []measure.Sighting{seen(finding.TestFailure, 3, false)}, Sought: true}
	got := strings.Join(contradictions(Verdict{Effect: Invariant, EffectAt: 1}, m), "; ")
	if want := "the fewest preemptions of the effect are declared as 1, but it needs 3"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestAtLeast(t *testing.T) {
	lost := Verdict{Effect: Invariant, EffectAt: 2}
	for _, row := range []struct {
		reason string
		want   Verdict
		seen   []measure.Sighting
		bad    string // "" is none
	}{
		{"fewer preemptions may do", lost, []measure.Sighting{seen(finding.TestFailure, 0, true)}, ""},
		{"it may show in more ways", lost, []measure.Sighting{seen(finding.TestFailure, 2, true), seen(finding.DeadlockKind, 1, true)}, ""},
		{"also what is only a race", Verdict{Race: true}, []measure.Sighting{seen(finding.DataRace, 1, true), seen(finding.Panic, 1, true)}, ""},
		{"it may not hide", lost, nil, "declared but not seen: invariant broken"},
		{"nor behind something else", lost, []measure.Sighting{seen(finding.Panic, 0, true)}, "declared but not seen: invariant broken"},
		{"what the detector does not see it never sees", lost, []measure.Sighting{seen(finding.DataRace, 0, true), seen(finding.TestFailure, 0, true)}, "none is declared"},
		{"what is right stays right", Verdict{}, []measure.Sighting{seen(finding.Panic, 0, true)}, "seen but not declared: panic"},
	} {
		m := &measure.Measurement{Seen: row.seen}
		got := strings.Join(contradictions(row.want.atLeast(m), m), "; ")
		if got == "" != (row.bad == "") || !strings.Contains(got, row.bad) {
			t.Errorf("%s: %q, want %q", row.reason, got, row.bad)
		}
	}
}

func TestFirstWitness(t *testing.T) {
	m := &measure.Measurement{Seen: []measure.Sighting{seen(finding.TestFailure, 1, true), seen(finding.Panic, 0, false)}}
	if f := firstWitness(Verdict{Effect: Invariant}, m); f.Kind != finding.Panic {
		t.Errorf("the schedule shown is of the %s, want that of the panic, which is not declared", f.Kind)
	}
	if f := firstWitness(Verdict{Effect: Invariant | Panic | Leak}, m); f.Kind != finding.TestFailure {
		t.Errorf("the schedule shown is of the %s, want the first of all", f.Kind)
	}
	if f := firstWitness(Verdict{}, &measure.Measurement{}); f != nil {
		t.Errorf("a schedule of nothing: %v", f)
	}
}

func TestRacing(t *testing.T) {
	out := `--- FAIL: TestScenario (0.01s)
    --- FAIL: TestScenario/run_0 (0.01s)
        --- FAIL: TestScenario/run_0/plain_n++ (0.00s)
            x_test.go:3: 2 of 3
            testing.go:1712: race detected during execution of test
        --- FAIL: TestScenario/run_0/atomic_Load/Store (0.00s)
            x_test.go:3: 2 of 3
FAIL
`
	if got, want := racing(out), []string{"TestScenario/run_0/plain_n++"}; !slices.Equal(got, want) {
		t.Errorf("racing = %q, want %q", got, want)
	}
}

func TestItem(t *testing.T) {
	s := good()
	v, w, err := s.find(item(&s.Variants[1], 0))
	if err != nil || v != &s.Variants[1] || w.String() != "goroutines=2" {
		t.Errorf("%v with %s, %v; want %s with the kernel", v, w, err, s.Variants[1].Name)
	}
	_, a, _ := s.find(item(&s.Variants[1], 2))
	if _, b, _ := s.find(item(&s.Variants[1], 2)); a.String() != b.String() {
		t.Errorf("one draw is %s and %s", a, b)
	}
	if _, _, err := s.find("gone\x1e0"); err == nil || !strings.Contains(err.Error(), `no variant "gone"`) {
		t.Errorf("a variant that is not there: %v", err)
	}
}
