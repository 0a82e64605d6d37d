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
		n       int
		want    int
	}{
		{"each has what the other tries for", fake.Program{grab("a", "b"), grab("b", "a"), fake.Join()}, 200, 1},
		{"one order", fake.Program{grab("a", "b"), grab("a", "b"), fake.Join()}, 200, 0},
		{"few schedules were asked for", fake.Program{grab("a", "b"), grab("b", "a"), fake.Join()}, atLeast, 0},
		{"it is long", append(fake.Program{grab("a", "b"), grab("b", "a"), fake.Join()}, times(atMost, fake.Yield())...), 200, 0},
		{"it cannot run twice in a process", fake.Program{fake.Load("process.n"), fake.If(1, fake.Panic("again")), fake.Set(0), fake.Store("process.n", 1), grab("a", "b"), grab("b", "a"), fake.Join()}, 200, 0},
	} {
		spec := base()
		spec.MaxSteps = 100_000
		res := explore(t, fake.New(tt.program...), Config{Base: spec, N: tt.n, Exhaustive: true, KeepGoing: true})
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
