// Package detector holds what racekit's own race detector must say of programs,
// inside the controlled runtime.
package detector

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// own returns a worker for the package in a folder of testdata, and its tests.
func own(t *testing.T, dir string) (*execution.Pool, []string) {
	t.Helper()
	pool := lab.Pool(t, lab.BuildFor(t, toolchain.Own, dir), 1)
	info, err := pool.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return pool, info.Tests
}

// TestEdges: what the memory model orders is no race in any schedule, and what it
// does not order is one in every schedule, also in those in which the operations
// come in an order that hides it from the eye.
func TestEdges(t *testing.T) {
	pool, tests := own(t, "edges")
	for _, test := range tests {
		t.Run(test, func(t *testing.T) {
			race := strings.HasPrefix(test, "TestRace")
			for i := range 20 {
				o := schedule(t, pool, test, i)
				ends(t, &o, race)
				if races, _ := finding.ParseRaces(o.Output); len(races) != o.Races || len(o.Trace.Races) != o.Races {
					t.Fatalf("schedule %d: %d races are counted, %d are in the output, %d in the trace", i, o.Races, len(races), len(o.Trace.Races))
				}
			}
		})
	}
}

// schedule runs a random schedule of a test.
func schedule(t *testing.T, pool *execution.Pool, test string, index int) execution.Outcome {
	t.Helper()
	return lab.Run(t, pool.Run, execution.Spec{Test: test, Seed: 1, Index: index, Strategy: sched.Config{Kind: sched.RandomWalk}, Trace: true})
}

// ends fails the test unless an execution has races or not, and nothing else is wrong
// with it.
func ends(t *testing.T, o *execution.Outcome, race bool) {
	t.Helper()
	if o.Status != execution.Passed && (o.Status != execution.Failed || !race) { // package testing fails a test with a race
		t.Fatalf("schedule %d ends with %v:\n%s", o.Index, o.Status, lab.Tell(o))
	}
	if (o.Races > 0) != race {
		t.Fatalf("schedule %d has %d races:\n%s", o.Index, o.Races, lab.Tell(o))
	}
}

// tsanDiffers has the tests of testdata/edges in which ThreadSanitizer differs, and
// why it is the one that is wrong.
var tsanDiffers = map[string]string{
	"TestRaceSemaphoreEmpty": "it has one place for all slots of a channel of empty elements (racenotify in runtime/chan.go)",
	"TestRaceSecondSend":     "likewise",
	"TestOrderedSignal":      "package sync does not tell it that Signal is ordered before the Wait that it wakes",
	"TestOrderedBroadcast":   "likewise",
}

// TestEdgesBeside compares the two detectors.
func TestEdgesBeside(t *testing.T) {
	pool := lab.Pool(t, lab.BuildFor(t, toolchain.TSan, "edges"), 1)
	_, tests := own(t, "edges")
	for _, test := range tests {
		race := strings.HasPrefix(test, "TestRace")
		why, excused := tsanDiffers[test]
		for i := range 5 {
			o := schedule(t, pool, test, i)
			if differs := o.Races > 0 != race; differs != excused {
				t.Errorf("%s, schedule %d: ThreadSanitizer tells %d races (on the list: %q)", test, i, o.Races, why)
				break
			}
		}
	}
}

// TestForgets: each subtest of testdata/forgets races, or none.
func TestForgets(t *testing.T) {
	pool, tests := own(t, "forgets")
	for _, test := range tests {
		t.Run(test, func(t *testing.T) {
			race := strings.HasPrefix(test, "TestRace")
			for i := range 2 {
				o := schedule(t, pool, test, i)
				ends(t, &o, race)
				for _, sub := range o.Trace.Tests {
					if strings.Contains(sub.Name, "/") && sub.Failed != race {
						t.Errorf("schedule %d, %s: failed is %v, want %v", i, sub.Name, sub.Failed, race)
					}
				}
			}
		})
	}
}
