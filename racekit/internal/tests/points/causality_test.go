package points

import (
	"fmt"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// What the events say of the order of plain accesses is what the race detector
// says: it reports those that are not ordered, and only those.
func TestCausality(t *testing.T) {
	c := lab.Build(t, "causality")
	p := lab.Pool(t, c, 1)
	w, err := execution.Start(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	w.Close()
	for _, name := range w.Info.Tests {
		t.Run(name, func(t *testing.T) {
			spec := execution.Spec{Test: name, Seed: 7, Trace: true, Stacks: true, Sites: lab.Contended(t, p, name), Strategy: sched.Config{Kind: sched.RandomWalk}}
			conflicts, races := 0, 0
			for range 100 {
				spec.Index++
				o := lab.Run(t, p.Run, spec)
				pairs, unordered := conflictsIn(o.Trace)
				conflicts += pairs
				if (o.Races > 0) != (unordered != "") {
					for i, e := range o.Trace.Events {
						t.Logf("%d: G%d %s #%d %+v", i, e.Task, e.Op, e.Object, e)
					}
					t.Fatalf("the detector reports %d races; by its trace, not ordered: %q\n%s", o.Races, unordered, lab.Tell(&o))
				}
				if o.Races > 0 {
					races++
				}
			}
			if conflicts == 0 || strings.HasPrefix(name, "TestRace") != (races > 0) {
				t.Errorf("%d conflicting accesses, races in %d of 100 schedules", conflicts, races)
			}
		})
	}
}

// conflictsIn counts the pairs of plain accesses of one object by two
// goroutines, of which one writes, and describes one that is not ordered.
func conflictsIn(tr *trace.Trace) (pairs int, unordered string) {
	order := trace.Order(tr)
	for j, b := range tr.Events {
		for i, a := range tr.Events[:j] {
			if a.Object != b.Object || a.Task == b.Task || !plain(a.Op) || !plain(b.Op) || a.Op == sched.OpRead && b.Op == sched.OpRead {
				continue
			}
			pairs++
			if !order.Before(i, j) {
				unordered = fmt.Sprintf("steps %d and %d", i, j)
			}
		}
	}
	return pairs, unordered
}

func plain(op sched.Op) bool { return op == sched.OpRead || op == sched.OpWrite }
