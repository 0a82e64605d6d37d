package scenario

import (
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/measure"
)

// wanted are the kinds of findings that v says there are.
func (v *Verdict) wanted() []finding.Kind {
	var out []finding.Kind
	var had Effect
	for _, k := range finding.Kinds() {
		effect := Effect(k.Effect())
		if k == finding.DataRace && v.Race || effect&v.Effect&^had != 0 {
			out = append(out, k)
			had |= effect
		}
	}
	return out
}

// verdictOf says what a measurement amounts to. exact says of RaceAt and
// EffectAt that there is no smaller number; else there may be.
func verdictOf(m *measure.Measurement) (v Verdict, raceExact, effectExact bool) {
	v.RaceAt, v.EffectAt = Unknown, Unknown
	for i := range m.Seen {
		s := &m.Seen[i]
		switch effect := Effect(s.Kind.Effect()); {
		case s.Kind == finding.DataRace:
			v.Race, v.RaceAt, raceExact = true, s.Fewest, s.Least
		case effect != 0:
			v.Effect |= effect
			if v.EffectAt == Unknown || s.Fewest < v.EffectAt {
				v.EffectAt, effectExact = s.Fewest, s.Least
			}
		}
	}
	return v, raceExact, effectExact
}

// atLeast is what v asks of a workload that is larger than the kernel: with more
// goroutines less may have to be preempted, and what is wrong may show in more
// ways. What is right stays right.
func (v Verdict) atLeast(m *measure.Measurement) Verdict {
	if v.Right() {
		return v
	}
	got, _, _ := verdictOf(m)
	v.Effect |= got.Effect
	if v.Race {
		v.RaceAt = Unknown
	}
	if v.Effect != 0 {
		v.EffectAt = Unknown
	}
	return v
}

// contradictions says where a measurement is not what was declared.
func contradictions(want Verdict, m *measure.Measurement) []string {
	got, raceExact, effectExact := verdictOf(m)
	var out []string
	bad := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	switch {
	case want.Race && !got.Race:
		bad("a race is declared, but none was seen")
	case !want.Race && got.Race:
		bad("there is a race, but none is declared")
	case want.Race:
		preemptions(bad, "race", want.RaceAt, got.RaceAt, raceExact || m.Sought)
	}
	if missing := want.Effect &^ got.Effect; missing != 0 {
		bad("declared but not seen: %s", missing)
	}
	if more := got.Effect &^ want.Effect; more != 0 {
		bad("seen but not declared: %s", more)
	}
	if want.Effect != 0 && want.Effect == got.Effect {
		preemptions(bad, "effect", want.EffectAt, got.EffectAt, effectExact || m.Sought)
	}
	for i := range m.Seen {
		if m.Seen[i].Kind == finding.Nondeterminism {
			bad("one schedule gave two different executions: %s", m.Seen[i].Detail)
		}
	}
	return out
}

// preemptions compares numbers of them. A sample may not have come to the fewest.
func preemptions(bad func(string, ...any), what string, want, got int, sought bool) {
	switch {
	case want == Unknown || want == got || want < got && !sought:
	case want > got:
		bad("the fewest preemptions of the %s are declared as %d, but it occurs with %d", what, want, got)
	default:
		bad("the fewest preemptions of the %s are declared as %d, but it needs %d", what, want, got)
	}
}

// firstWitness is the first finding that the verdict does not have, else the
// first of all; nil if there is none.
func firstWitness(want Verdict, m *measure.Measurement) *measure.Sighting {
	declared := want.wanted()
	for i := range m.Seen {
		known := false
		for _, k := range declared {
			known = known || k == m.Seen[i].Kind
		}
		if !known {
			return &m.Seen[i]
		}
	}
	if len(m.Seen) > 0 {
		return &m.Seen[0]
	}
	return nil
}

// sentence is what the message of a failed variant begins with.
func sentence(want Verdict, m *measure.Measurement, bad []string) string {
	got, _, _ := verdictOf(m)
	return fmt.Sprintf("declared %q, measured %q in %s: %s", want, got, m.Coverage, strings.Join(bad, "; "))
}
