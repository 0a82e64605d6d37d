package circle

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	. "github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// grab takes lock a and then b, and gives way as often as that is not free. What it
// does before it comes again is more.
func grab(a, b string, more ...Op) Op {
	again := append([]Op{Unlock(a)}, more...)
	return Go(Lock(a), TryLock(b), While(0, append(again, Lock(a), TryLock(b))...), Unlock(b), Unlock(a))
}

// times is grab that gives up after so many attempts.
func times(n int, a, b string) Op {
	last := []Op{If(1, Unlock(b)), Unlock(a)}
	for range n {
		last = []Op{If(1, Unlock(b)), If(0, append([]Op{Unlock(a), Lock(a), TryLock(b)}, last...)...)}
	}
	return Go(append([]Op{Lock(a), TryLock(b)}, last...)...)
}

// worker takes both locks again and again until someone says that it is enough.
func worker(a, b string) Op {
	return Go(Set(0), While(0, Lock(a), TryLock(b), If(1, Unlock(b)), Unlock(a), Load("stop")))
}

func TestCircles(t *testing.T) {
	const steps = 6000
	for _, tt := range []struct {
		reason  string
		program Program
		want    bool
	}{
		{"each gives way to the other", Program{grab("a", "b"), grab("b", "a"), Join()}, true},
		{"and gives up the processor too", Program{grab("a", "b", Yield()), grab("b", "a", Yield()), Join()}, true},
		{"three in a ring", Program{grab("a", "b"), grab("b", "c"), grab("c", "a"), Join()}, true},
		{"they look at something before they come again", Program{grab("a", "b", Load("x")), grab("b", "a"), Join()}, true},
		{"in one order there is nobody to give way to for ever", Program{grab("a", "b"), grab("a", "b"), Join()}, false},
		{"attempts are counted where others see it", Program{grab("a", "b", Add("x", 1)), grab("b", "a"), Join()}, false},
		{"attempts are counted", Program{times(40, "a", "b"), times(40, "b", "a"), Join()}, false},
		{"a third one could end it", Program{grab("a", "b"), grab("b", "a"), Go(Load("x"), While(0, Load("x"))), Join()}, false},
		{"they go on until another one, which could run, says that it is enough", Program{worker("a", "b"), worker("b", "a"), Load("x"), Set(1), Store("stop", 0)}, false},
		{"they wait for one that keeps its lock", Program{Go(Lock("a"), TryLock("b"), While(0, TryLock("b"))), Go(Lock("b"), TryLock("a"), While(0, TryLock("a"))), Join()}, false},
	} {
		lab := New(tt.program...)
		found := false
		for i := range 200 {
			spec := execution.Spec{Test: "TestX", Index: i + 1, MaxSteps: 300, Wide: true, Trace: true, Strategy: sched.Config{Kind: sched.RandomWalk}}
			o, err := lab.Run(t.Context(), spec)
			if err != nil {
				t.Fatal(err)
			}
			c := Find(spec, &o)
			if c == nil {
				continue
			}
			again, shown, err := c.Follow(t.Context(), lab, steps)
			if err != nil {
				t.Fatal(err)
			}
			if shown == nil {
				continue
			}
			found = true
			if replay, _ := lab.Fresh(t.Context(), again); replay.Hash != shown.Hash || replay.Status != execution.Livelock {
				t.Errorf("%s: the replay has status %d", tt.reason, replay.Status)
			}
			all := finding.Classify(finding.Facts{Test: "TestX", Ending: finding.Livelocked, Trace: shown.Trace, Steps: shown.Steps})
			if len(all) != 1 || !strings.Contains(all[0].Message, "keep each other from getting on") {
				t.Errorf("%s: %v", tt.reason, all)
			}
		}
		if found != tt.want {
			t.Errorf("%s: a lasting circle %v, want %v", tt.reason, found, tt.want)
		}
	}
}
