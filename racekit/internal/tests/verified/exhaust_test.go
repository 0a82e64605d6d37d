package verified

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore/exhaust"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

// How many schedules small programs have is known.
func TestExhaustiveCounts(t *testing.T) {
	p := lab.Pool(t, lab.Build(t, "exhaustive"), 1)
	for _, tt := range []struct {
		test   string
		want   string
		found  int
		reason string
	}{
		{"TestAdds2x5", "all 252 schedules", 0, "10!/(5!5!)"},
		{"TestAdds3x3", "all 1680 schedules", 0, "9!/(3!3!3!)"},
		{"TestDisjoint", "the only schedule", 0, "all steps commute"},
		{"TestLoads", "the only schedule", 0, "reads commute"},
		{"TestLock4", "all 24 schedules", 0, "4! orders of critical sections"},
		{"TestLock3x2", "all 90 schedules", 0, "6!/(2!2!2!) orders of critical sections"},
		{"TestTwoMutexes", "all 4 schedules", 0, "2! x 2!"},
		{"TestABBA", "all 3 schedules", 1, "one first, the other first, deadlock"},
		{"TestWriters", "all 6 schedules", 0, "3! orders of writers"},
		{"TestReaders", "the only schedule", 0, "readers share"},
		{"TestLostUpdate", "all 4 schedules", 2, "2 of 4 orders of loads and stores lose one"},
		{"TestTryLock", "all 4 schedules", 0, "before, after, and two in which one fails"},
		{"TestBuffered", "all 2 schedules", 0, "2! orders of sends"},
		{"TestUnbuffered", "all 2 schedules", 0, "either waits for the other"},
		{"TestSelect", "all 2 schedules", 1, "two cases are ready"},
		{"TestSelect3", "all 8 schedules", 0, "2 x 2 x 2 ways"},
		{"TestSleep", "all 2 schedules in which timers are on time", 0, "the sleeps begin in either order"},
		{"TestContext", "all 2 schedules in which timers are on time", 0, "the select waits or not"},
		{"TestMapWithoutOrder", "the only schedule", 0, "the seed of a map is not seen"},
		{"TestMapOfOne", "the only schedule", 0, "one entry has no order"},
		{"TestPrint", "the only schedule", 0, "what is printed is not seen"},
		{"TestLog", "the only schedule", 0, "nor is what is logged"},
		{"TestSetenv", "all 2 schedules", 0, "2! orders of two writes"},
		{"TestEnvPair", "all 4 schedules", 2, "2! orders of writes, and each has a read before or after the other write"},
		{"TestLogPairs", "all 6 schedules", 4, "4!/(2!2!) orders of lines, of which 2 are pairs"},
		{"TestLogToSink", "the only schedule", 0, "nor is what a logger prints there"},
		{"TestExit", "all 4 schedules", 4, "either ends the process, before or after the other is done"},
		{"TestExitIfFirst", "all 3 schedules", 2, "the process ends before the other has begun, or after, or not at all"},
	} {
		spec := execution.Spec{Test: tt.test, Index: 1, Leaks: true, MaxSteps: 20_000}
		r, err := exhaust.Search(t.Context(), p, spec, exhaust.Limits{Bound: exhaust.All, Executions: 3000})
		want := tt.want + " (up to commuting independent steps)"
		if tt.want == "the only schedule" {
			want = tt.want + " (any other differs only in the order of independent steps)"
		}
		// A select is first taken for what does without: that run is not counted.
		if err != nil || r.Coverage.String() != want || len(r.Found) != tt.found || r.Executions > r.Schedules+1 {
			t.Errorf("%s: %v in %d executions, %v; %d findings; want %q with %d: %s", tt.test, r, r.Executions, err, len(r.Found), want, tt.found, tt.reason)
		}
		t.Logf("%s: %v in %d executions", tt.test, r.Coverage, r.Executions)
	}
}

// What a test depends on beside its schedule keeps it from being verified.
func TestNothingIsVerifiedThatIsNot(t *testing.T) {
	p := lab.Pool(t, lab.Build(t, "exhaustive"), 1)
	for _, tt := range []struct{ test, why string }{
		{"TestRandom", "random numbers or the order of a map"},
		{"TestMapOrder", "random numbers or the order of a map"},
		{"TestMapThatGrows", "random numbers or the order of a map"},
		{"TestMapThatMoves", "random numbers or the order of a map"},
		{"TestSystem", "system calls"},
		{"TestNumGoroutine", "the number or the stacks of all goroutines"},
		{"TestTies", "the order of timers that fire at the same time"},
		{"TestPool", "sync.Pool may drop items at any time"},
		{"TestMapRange", "sync.Map.Range reads its map while others may change it"},
		{"TestAddInside", "a WaitGroup is reused before a goroutine that waits for it has resumed"},
		{"TestReuse", "a WaitGroup is reused before a goroutine that waits for it has resumed"},
	} {
		spec := execution.Spec{Test: tt.test, Index: 1, MaxSteps: 20_000}
		for _, bound := range []int{exhaust.All, 1} {
			r, err := exhaust.Search(t.Context(), p, spec, exhaust.Limits{Bound: bound, Executions: 500})
			if err != nil || r.Extent != exhaust.Sampled || !strings.HasSuffix(r.Why, tt.why) {
				t.Errorf("%s: %v, %v; want nothing verified, because of %s", tt.test, r, err, tt.why)
			}
		}
	}
}

// Where no schedule is left out because it is equal to another, of all or of
// those with the fewest preemptions, the outcomes are the same.
func TestExhaustiveOutcomes(t *testing.T) {
	p := lab.Pool(t, lab.Build(t, "exhaustive"), 2)
	info, err := p.Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range info.Tests {
		if !strings.HasPrefix(test, "TestOutcome") {
			continue
		}
		spec := execution.Spec{Test: test, Index: 1, MaxSteps: 20_000, Early: test == "TestOutcomeTimers"}
		outcomes := func(l exhaust.Limits) (map[string]bool, exhaust.Result) {
			out := map[string]bool{}
			l.Each = func(o *execution.Outcome) {
				_, text, _ := strings.Cut(string(o.Output), "outcome ")
				text, _, _ = strings.Cut(text, "\n")
				out[text] = true
			}
			r, err := exhaust.Search(t.Context(), p, spec, l)
			if err != nil || r.Extent == exhaust.Sampled {
				t.Errorf("%s: %v, %v; want all schedules explored", test, r, err)
			}
			return out, r
		}
		all, r := outcomes(exhaust.Limits{Bound: exhaust.All, Executions: 2000})
		brute, b := outcomes(exhaust.Limits{Bound: 100, Executions: 3000, Workers: 2})
		if !maps.Equal(all, brute) || r.Extent != exhaust.Complete || r.Executions > b.Executions {
			t.Errorf("%s: %v in %d schedules, but %v in %d", test, slices.Sorted(maps.Keys(all)), r.Executions, slices.Sorted(maps.Keys(brute)), b.Executions)
		}
		t.Logf("%s: %v in %d executions; so it is in %d unreduced ones", test, slices.Sorted(maps.Keys(all)), r.Executions, b.Executions)
	}
}

// An access to several words is one to each of them.
func TestRangesAreContended(t *testing.T) {
	p := lab.Pool(t, lab.Build(t, "exhaustive"), 1)
	spec := execution.Spec{Test: "TestTorn", Index: 1, MaxSteps: 20_000, Sites: lab.Contended(t, p, "TestTorn")}
	torn := 0
	r, err := exhaust.Search(t.Context(), p, spec, exhaust.Limits{Bound: exhaust.All, Executions: 500, Each: func(o *execution.Outcome) {
		if strings.Contains(string(o.Output), "torn") {
			torn++
		}
	}})
	if err != nil || r.Extent != exhaust.Complete || torn != 1 || r.Schedules != 3 {
		t.Errorf("%v, %v; the copy is torn in %d schedules; want 3, in one of which it is", r, err, torn)
	}
}
