package shrink

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// TestAbility compares who is thought to be able to run at each step with who
// was. Nobody who was is left out; and somebody who was not is left out often
// enough for it to be of use.
func TestAbility(t *testing.T) {
	waits := fake.Program{
		fake.Go(fake.Lock("m"), fake.Store("x", 1), fake.Unlock("m")), fake.Go(fake.Lock("m"), fake.Load("x"), fake.Unlock("m")),
		fake.Go(fake.Recv("c"), fake.Load("x")), fake.Lock("m"), fake.Send("c", 0), fake.Unlock("m"), fake.Join(),
	}
	left := 0
	for _, program := range []fake.Program{fake.LostUpdate(), fake.ABBA(), fake.Counter(), fake.Leaky(), twice, waits} {
		for index := range 50 {
			o, err := fake.New(program...).Run(t.Context(), execution.Spec{
				Test: "TestX", Index: index, Seed: 1, Strategy: sched.Config{Kind: sched.RandomWalk}, Trace: true, Wide: true,
			})
			if err != nil || len(o.Trace.Choices) != len(o.Trace.Events) {
				t.Fatalf("%v, %d choices", err, len(o.Trace.Choices))
			}
			able, lives := newAbility(o.Trace), livesOf(o.Trace)
			for i, e := range o.Trace.Events {
				could := map[uint32]bool{}
				for _, c := range o.Trace.Choices[i] {
					could[c.Task] = true
					if !lives[c.Task].at(i) || !able.may(c.Task, int(e.Ready)) {
						t.Fatalf("%v, schedule %d: G%d could run at step %d and is left out", program, index, c.Task, i+1)
					}
				}
				for id := range lives {
					if id > 0 && lives[id].at(i) && !could[uint32(id)] && !able.may(uint32(id), int(e.Ready)) {
						left++
					}
				}
				able.after(i)
			}
		}
	}
	if left == 0 {
		t.Error("nobody is ever left out")
	}
}
