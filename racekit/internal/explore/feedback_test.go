package explore

import (
	"fmt"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution/fake"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// stages is a bug that needs one goroutine to see the other in the middle of
// each of n steps. To have come to a step is new behaviour, so who goes on from
// there needs n times one step, and who starts anew needs their product.
func stages(n int) fake.Program {
	var writer []fake.Op
	reader := []fake.Op{fake.Panic("the last stage")}
	for i := n; i > 0; i-- {
		x, y := fmt.Sprint("x", i), fmt.Sprint("y", i)
		writer = append([]fake.Op{fake.Set(1), fake.Store(x, 0), fake.Set(0), fake.Store(x, 0), fake.Load(y)}, writer...)
		reader = []fake.Op{fake.Load(x), fake.If(1, append([]fake.Op{fake.Set(1), fake.Store(y, 0)}, reader...)...)}
	}
	return fake.Program{fake.Go(writer...), fake.Go(reader...), fake.Join()}
}

func TestFeedbackClimbsStages(t *testing.T) {
	if testing.Short() {
		t.Skip("16,000 executions")
	}
	const n, budget, seeds = 6, 4000, 2
	found := func(strategies []sched.Config) int {
		k := 0
		for seed := range uint64(seeds) {
			spec := base()
			spec.Seed = seed
			if res := explore(t, fake.New(stages(n)...), Config{Base: spec, N: budget, Strategies: strategies}); len(res.Findings) > 0 {
				k++
			}
		}
		return k
	}
	with := found(Mix())
	without := found(Mix2())
	t.Logf("with feedback %d, without %d of %d seeds", with, without, seeds)
	if with < seeds || without > with/2 {
		t.Errorf("with feedback %d of %d seeds find the bug, without it %d", with, seeds, without)
	}
}

// Mix2 is the mixture without feedback, which is for one strategy only.
func Mix2() []sched.Config {
	return []sched.Config{{Kind: sched.Mixed}, {Kind: sched.Mixed}}
}
