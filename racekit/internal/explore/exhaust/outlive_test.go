package exhaust

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
)

// A goroutine outlives a test unless its last operation happens before the end:
// that it came first is not enough.
func TestOutlives(t *testing.T) {
	for _, tt := range []struct {
		reason  string
		program fake.Program
		want    bool
	}{
		{"nobody waits for it", fake.Program{fake.Go(fake.Add("x", 1))}, true},
		{"it is waited for", fake.Program{fake.Go(fake.Add("x", 1)), fake.Join()}, false},
		{"it has nothing to do", fake.Program{fake.Go()}, false},
		{"what it does last is to send", fake.Program{fake.Go(fake.Add("x", 1), fake.Send("c", 1)), fake.Recv("c")}, false},
		{"it goes on after it has sent", fake.Program{fake.Go(fake.Send("c", 1), fake.Add("x", 1)), fake.Recv("c")}, true},
		{"what it does last is to receive, of which nobody knows when", fake.Program{fake.Go(fake.Recv("c"), fake.Add("x", 1)), fake.Send("c", 1)}, true},
		{"another waits, and is waited for", fake.Program{fake.Go(fake.Add("x", 1), fake.Send("c", 1)), fake.Go(fake.Recv("c"), fake.Send("d", 1)), fake.Recv("d")}, false},
		{"another waits, for whom nobody does", fake.Program{fake.Go(fake.Add("x", 1), fake.Send("c", 1)), fake.Go(fake.Recv("c"), fake.Add("y", 1))}, true},
		{"one of two is waited for, though both are done by then", fake.Program{fake.Go(fake.Add("x", 1)), fake.Go(fake.Add("y", 1), fake.Send("c", 1)), fake.Recv("c")}, true},
	} {
		r, err := Search(t.Context(), fake.New(tt.program...), execution.Spec{Test: "TestX"}, Limits{Bound: All})
		if got := r.Uses&execution.UsesOutlives != 0; err != nil || r.Extent != Complete || got != tt.want || r.Verified() == tt.want {
			t.Errorf("%s: %v, %v, want %v", tt.reason, r, err, tt.want)
		}
	}
}
