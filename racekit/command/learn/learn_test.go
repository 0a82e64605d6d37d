package learn

import (
	"context"
	"io"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/learn"
	"github.com/racekit/toolkit/racekit/scenario"
	"github.com/racekit/toolkit/scenarios"
)

func TestAnswer(t *testing.T) {
	racy := scenario.Verdict{Race: true, Effect: scenario.Invariant}
	for _, c := range []struct {
		reason, words string
		verdict       scenario.Verdict
		ok            bool
	}{
		{"all that goes wrong", "race, wrong", racy, true},
		{"only part of it", "race", racy, false},
		{"more than that", "race wrong leak", racy, false},
		{"nothing goes wrong", "safe", scenario.Verdict{}, true},
		{"and something is said", "race", scenario.Verdict{}, false},
		{"a panic is wrong", "wrong", scenario.Verdict{Effect: scenario.Panic}, true},
		{"a livelock is like a deadlock", "deadlock", scenario.Verdict{Effect: scenario.Livelock}, true},
	} {
		if ok, err := answer(strings.Fields(c.words), c.verdict); ok != c.ok || err != nil {
			t.Errorf("%s: %v, %v", c.reason, ok, err)
		}
	}
	for _, words := range []string{"", "perhaps"} {
		if _, err := answer(strings.Fields(words), racy); err == nil {
			t.Errorf("%q is an answer", words)
		}
	}
}

// TestDeclared: what cannot be explored is as it is declared, and says so.
func TestDeclared(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	drills := learn.Drills(scenarios.Sources, scenarios.All)
	m := (&learner{std: frame.Streams{Out: io.Discard}}).explorer(t.TempDir())(ctx, drills[0])
	if m.Verdict != drills[0].Starter.Want || !strings.Contains(m.how, "could not be explored here") {
		t.Errorf("%q, %s", m.Verdict, m.how)
	}
}
