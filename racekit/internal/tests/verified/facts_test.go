package verified

import (
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore/exhaust"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
	"github.com/racekit/toolkit/racekit/internal/toolchain"
)

// What keeps a test from being verified though all its schedules were explored,
// or keeps these from being explored.
func TestFacts(t *testing.T) {
	for _, d := range []toolchain.Detector{toolchain.TSan, toolchain.Own} {
		t.Run(d.String(), func(t *testing.T) { facts(t, d) })
	}
}

func facts(t *testing.T, d toolchain.Detector) {
	want := map[string]execution.Uses{
		"TestFactClock": execution.UsesClock, "TestFactSince": execution.UsesClock,
		"TestFactWeak": execution.UsesCollector, "TestFactFinalizer": execution.UsesCollector, "TestFactCleanup": execution.UsesCollector,
		"TestFactTemplate": execution.UsesQuiet, "TestFactMime": execution.UsesQuiet, "TestFactGob": execution.UsesQuiet, "TestFactReaders": execution.UsesQuiet, "TestFactCleanups": execution.UsesQuiet,
		"TestFactOutlivesByAccess": execution.UsesOutlives, "TestFactOutlivesAfterwards": execution.UsesOutlives,
		"TestFactOutlivesByOperation": execution.UsesOutlives, "TestFactLeft": execution.UsesOutlives, "TestFactPrintsLater": execution.UsesOutlives,
		"TestFactSleepsTooShort": execution.UsesOutlives,
		"TestFactCallsLater":     execution.UsesOutlives, "TestFactMemStats": execution.UsesCollector, "TestFactSignals": execution.UsesSystem,
		"TestFactParallel": execution.UsesParallel,
		"TestFactEnded":    execution.UsesEnded, "TestFactSynchronizes": execution.UsesSyncs, "TestFactCalls": execution.UsesCalls,
		"TestFactEmpty": execution.UsesEmpty, "TestFactEmptySelect": execution.UsesEmpty,
	}
	p := lab.Pool(t, lab.BuildFor(t, d, "exhaustive"), 1)
	info, err := p.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range slices.Sorted(slices.Values(info.Tests)) {
		fact := strings.HasPrefix(test, "TestFact")
		if !fact && !strings.HasPrefix(test, "TestPlain") {
			continue
		}
		if d == toolchain.Own && want[test]&forgotten != 0 { // it forgets nothing
			fact, want[test] = false, 0
		}
		if _, err := p.RunBatch(t.Context(), execution.Spec{Test: test, Index: 1}, 1); err != nil { // what it keeps is kept
			t.Fatal(err)
		}
		spec := execution.Spec{Test: test, Index: 2, MaxSteps: 20_000}
		r, err := exhaust.Search(t.Context(), p, spec, exhaust.Limits{Bound: exhaust.All, Executions: 500})
		if err != nil {
			t.Fatal(err)
		}
		why := r.Unsure()
		if r.Extent == exhaust.Sampled {
			why = r.Why
		}
		t.Logf("%s: %v", test, r)
		if got := want[test].String(); why != got || fact != (got != "") || fact == r.Verified() {
			t.Errorf("%s: %q, want %q", test, why, got)
		}
	}
}

// forgotten is why ThreadSanitizer may have missed a race.
const forgotten = execution.UsesEnded | execution.UsesSyncs | execution.UsesCalls | execution.UsesEmpty

// What the race detector is trusted to remember it does: up to these bounds it
// reports a race.
func TestRemembers(t *testing.T) {
	for _, d := range []toolchain.Detector{toolchain.TSan, toolchain.Own} {
		t.Run(d.String(), func(t *testing.T) { remembers(t, d) })
	}
}

func remembers(t *testing.T, d toolchain.Detector) {
	p := lab.Pool(t, lab.BuildFor(t, d, "exhaustive"), 1)
	for _, test := range []string{"TestRemembersCalls", "TestRemembersLocks", "TestRemembersEnded", "TestRemembersAll"} {
		for i := range 3 {
			spec := execution.Spec{Test: test, Index: i + 1, MaxSteps: 100_000, Wide: true, Strategy: sched.Config{Kind: sched.FIFO}}
			o := lab.Run(t, p.Run, spec)
			if o.Races == 0 || o.Uses&forgotten != 0 {
				t.Errorf("%s: %d races, %v; want one, within what is remembered", test, o.Races, o.Uses)
			}
		}
	}
}
