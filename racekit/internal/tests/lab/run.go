package lab

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// Pool returns n workers for c that end with t.
func Pool(t *testing.T, c execution.Command, n int) *execution.Pool {
	t.Helper()
	p := execution.NewPool(c, n)
	t.Cleanup(p.Close)
	return p
}

// Run runs one execution.
func Run(t *testing.T, how func(context.Context, execution.Spec) (execution.Outcome, error), spec execution.Spec) execution.Outcome {
	t.Helper()
	o, err := how(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// Replay repeats an execution in a new process by its decisions.
func Replay(t *testing.T, p *execution.Pool, spec execution.Spec, o *execution.Outcome) execution.Outcome {
	t.Helper()
	return Run(t, p.Fresh, explore.ReplaySpec(spec, o))
}

// Search runs the random schedules 1 to n and returns the first with a
// finding. What spec then lacks to repeat it is the index.
func Search(t *testing.T, p *execution.Pool, spec *execution.Spec, n int) *execution.Outcome {
	t.Helper()
	spec.Index, spec.Strategy = 1, sched.Config{Kind: sched.RandomWalk}
	for spec.Index <= n {
		b, err := p.RunBatch(t.Context(), *spec, n-spec.Index+1)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range b.Runs {
			if r.Index != spec.Index+i {
				t.Fatalf("execution %d of the batch has index %d, want %d", i, r.Index, spec.Index+i)
			}
		}
		spec.Index += len(b.Runs)
		if b.Stop == nil || !b.Stop.Found() {
			continue
		}
		if b.Stop.Index != spec.Index-1 {
			t.Fatalf("the finding is attributed to schedule %d, want %d, the last of the batch", b.Stop.Index, spec.Index-1)
		}
		return b.Stop
	}
	return nil
}

// Tell describes an outcome, for the message of a test that fails.
func Tell(o *execution.Outcome) string {
	var b strings.Builder
	fmt.Fprintf(&b, "schedule %d: status %d after %d steps, %d races: %s\n", o.Index, o.Status, o.Steps, o.Races, o.Message)
	for _, f := range explore.FromOutcome(*o) {
		fmt.Fprintf(&b, "finding: %s: %s\n", f.Kind, f.Message)
	}
	out := o.Output
	if len(out) > 4000 {
		out = append(out[:4000:4000], "..."...)
	}
	fmt.Fprintf(&b, "output:\n%s", out)
	return b.String()
}

// Contended learns at which memory accesses a switch can matter.
func Contended(t *testing.T, workers *execution.Pool, test string) []uint32 {
	t.Helper()
	var sites []uint32
	for i := 1; i <= 10; i++ {
		o := Run(t, workers.Run, execution.Spec{Test: test, Seed: 7, Index: i, Strategy: sched.Config{Kind: sched.RandomWalk}, Learn: true, Trace: true, Sites: sites})
		sites = append(sites, o.Sites...)
		slices.Sort(sites)
		sites = slices.Compact(sites)
	}
	return sites
}

// Part says where two executions part.
func Part(a, b *execution.Outcome) string {
	for i := range a.Trace.Events {
		if i >= len(b.Trace.Events) || a.Trace.Events[i] != b.Trace.Events[i] {
			x, _ := a.Trace.At(i)
			text := fmt.Sprintf("they part at step %d of %d and %d: %+v %s:%d", i, a.Steps, b.Steps, a.Trace.Events[i], x.Func, x.Line)
			if i < len(b.Trace.Events) {
				y, _ := b.Trace.At(i)
				text += fmt.Sprintf(" and %+v %s:%d", b.Trace.Events[i], y.Func, y.Line)
			}
			return text
		}
	}
	return "the steps are the same"
}
