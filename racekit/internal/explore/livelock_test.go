package explore

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

// Goroutines that try for each other's locks and give way may do so for ever, which
// no strategy comes to by chance.
func TestCirclesAreLivelocks(t *testing.T) {
	grab := func(a, b string) fake.Op {
		return fake.Go(fake.Lock(a), fake.TryLock(b), fake.While(0, fake.Unlock(a), fake.Lock(a), fake.TryLock(b)), fake.Unlock(b), fake.Unlock(a))
	}
	for _, tt := range []struct {
		reason  string
		program fake.Program
		want    int
	}{
		{"each has what the other tries for", fake.Program{grab("a", "b"), grab("b", "a"), fake.Join()}, 1},
		{"one order", fake.Program{grab("a", "b"), grab("a", "b"), fake.Join()}, 0},
	} {
		spec := base()
		spec.MaxSteps = 100_000
		res := explore(t, fake.New(tt.program...), Config{Base: spec, N: 200, Exhaustive: true, KeepGoing: true})
		if len(res.Findings) != tt.want {
			t.Fatalf("%s: %d findings, want %d", tt.reason, len(res.Findings), tt.want)
		}
		for _, f := range res.Findings {
			if f.Kind != finding.Livelock || !strings.Contains(f.Message, "keep each other from getting on: 1000 times round") || f.Verdict != Replayable || !f.Built || len(f.Beside) != 1 {
				t.Errorf("%s: %+v", tt.reason, f.Finding)
			}
			if again := FromOutcome(f.Replay); len(again) != 1 || finding.Identity(again[0]) != f.Identity {
				t.Errorf("%s: its replay shows %v", tt.reason, again)
			}
		}
	}
}
