package finding

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// preempting marks the events that are preemptions.
func preempting(tr *trace.Trace, events ...int) *trace.Trace {
	for _, i := range events {
		tr.Events[i].Switch = true
	}
	return tr
}

// valued gives the events of a trace values: "90" of a read or a write, "90 80"
// of an update, "90 fails" of one that does not take place.
func valued(tr *trace.Trace, values ...string) *trace.Trace {
	tr.Values = map[int]trace.Value{}
	for i, text := range values {
		before, after, both := strings.Cut(text, " ")
		switch {
		case !both:
			after = before
		case after == "fails":
			tr.Values[i] = trace.Value{Before: before, After: before, Swaps: true, Failed: true}
			continue
		}
		tr.Values[i] = trace.Value{Before: before, After: after}
	}
	return tr
}

func TestWhyOf(t *testing.T) {
	const load, store, rmw = sched.OpAtomicLoad, sched.OpAtomicStore, sched.OpAtomicRMW
	const read, write = sched.OpRead, sched.OpWrite
	race := &Race{Accesses: [2]Access{{Write: true, Stack: []trace.Frame{bankFrame(12)}}, {Stack: []trace.Frame{bankFrame(11)}}}}
	for _, tt := range []struct {
		name    string
		finding Finding
		trace   *trace.Trace
		without []string
		want    []string
	}{
		{"a write between the two steps of an update", Finding{Kind: TestFailure},
			preempting(traceOf(nil, step{2, load, 1, 11}, step{3, load, 1, 11}, step{3, store, 1, 12}, step{2, store, 1, 12}), 1),
			[]string{"the test passes"},
			[]string{
				"G2's atomic store at step 4 (bank.go:12) replaces G3's atomic store at step 3, which G2 did not see: it had read the value at step 1",
				"without the switch from G2 to G3 at step 2 the test passes: G2's atomic store (bank.go:12) would come before G3's atomic load at step 2 (bank.go:11)",
			}},
		{"an update in one step is lost too", Finding{Kind: TestFailure},
			traceOf(nil, step{2, load, 1, 11}, step{3, rmw, 1, 13}, step{2, store, 1, 12}), nil,
			[]string{"G2's atomic store at step 3 (bank.go:12) replaces G3's atomic update at step 2, which G2 did not see: it had read the value at step 1"}},
		{"two updates of one value", Finding{Kind: TestFailure},
			valued(traceOf(nil, step{2, load, 1, 11}, step{3, load, 1, 11}, step{3, store, 1, 12}, step{2, store, 1, 12}), "100", "100", "90", "80"), nil,
			[]string{
				"G2's atomic store of 80 at step 4 (bank.go:12) is based on the 100 that G2 read at step 1; G3's atomic store of 90 at step 3 is based on the same 100, so one of the two updates is lost",
			}},
		{"the lost write goes by another value", Finding{Kind: TestFailure},
			valued(traceOf(nil, step{2, load, 1, 11}, step{3, rmw, 1, 11}, step{3, rmw, 1, 13}, step{2, store, 1, 12}), "0", "0 1", "1 2", "1"), nil,
			[]string{"G2's atomic store of 1 at step 4 (bank.go:12) replaces G3's atomic update of 2 at step 3, which G2 did not see: it had read 0 at step 1"}},
		{"the lost write changes nothing", Finding{Kind: TestFailure},
			valued(traceOf(nil, step{2, load, 1, 11}, step{3, load, 1, 11}, step{3, store, 1, 12}, step{2, store, 1, 12}), "1", "1", "1", "2"), nil,
			[]string{"G2's atomic store of 2 at step 4 (bank.go:12) replaces G3's atomic store of 1 at step 3, which G2 did not see: it had read 1 at step 1"}},
		{"a compare-and-swap that fails writes nothing", Finding{Kind: TestFailure},
			valued(traceOf(nil, step{2, load, 1, 11}, step{3, rmw, 1, 13}, step{2, store, 1, 12}), "1", "1 fails", "2"), nil, nil},
		{"who reads again knows", Finding{Kind: TestFailure},
			traceOf(nil, step{2, load, 1, 11}, step{3, store, 1, 12}, step{2, load, 1, 11}, step{2, store, 1, 12}), nil, nil},
		{"an update in one step goes by what is there", Finding{Kind: TestFailure},
			traceOf(nil, step{2, load, 1, 11}, step{3, store, 1, 12}, step{2, rmw, 1, 13}), nil, nil},
		{"a write that goes by nothing", Finding{Kind: TestFailure},
			traceOf(nil, step{2, load, 1, 11}, step{2, store, 1, 12}, step{3, store, 1, 12}, step{2, store, 1, 12}), nil, nil},
		{"another object", Finding{Kind: TestFailure},
			traceOf(nil, step{2, load, 1, 11}, step{3, store, 2, 12}, step{2, store, 1, 12}), nil, nil},
		{"a deadlock is not about values", Finding{Kind: DeadlockKind},
			traceOf(nil, step{2, load, 1, 11}, step{3, store, 1, 12}, step{2, store, 1, 12}), nil, nil},
		{"a race without locks", Finding{Kind: DataRace, Race: race},
			traceOf(nil, step{2, read, 1, 11}, step{3, write, 1, 12}), nil,
			[]string{
				"nothing orders G2's read at step 1 (bank.go:11) and G3's write at step 2 (bank.go:12) of #1",
				"neither G2 nor G3 holds a lock there",
				"G2 releases nothing after its access; G3 acquires nothing before its access",
			}},
		{"a race with two locks", Finding{Kind: DataRace, Race: race},
			traceOf(nil, step{2, lock, 2, 10}, step{2, read, 1, 11}, step{2, unlock, 2, 13}, step{3, rlock, 3, 14}, step{3, write, 1, 12}), nil,
			[]string{
				"nothing orders G2's read at step 2 (bank.go:11) and G3's write at step 5 (bank.go:12) of #1",
				"G2 holds #2, taken at bank.go:10, G3 holds #3 for reading, taken at bank.go:14",
				"G2 next releases at step 3 (Unlock of #2, bank.go:13); G3 last acquires at step 4 (RLock of #3, bank.go:14): that release does not happen before that acquire",
			}},
		{"a lock that Cond.Wait took again", Finding{Kind: DataRace, Race: race},
			traceOf(nil, step{2, lock, 2, 10}, step{2, sched.OpCondWait, 4, 15}, step{3, sched.OpCondSignal, 4, 16}, step{2, resume, 0, 0}, step{2, read, 1, 11}, step{3, write, 1, 12}), nil,
			[]string{
				"nothing orders G2's read at step 5 (bank.go:11) and G3's write at step 6 (bank.go:12) of #1",
				"G2 holds #2, taken at bank.go:15, G3 holds no lock",
				"G2 releases nothing after its access; G3 acquires nothing before its access",
			}},
		{"a race after a lock that may have been given back", Finding{Kind: DataRace, Race: race},
			traceOf(nil, step{2, rlock, 2, 10}, step{3, rlock, 2, 10}, step{4, runlock, 2, 13}, step{2, read, 1, 11}, step{3, write, 1, 12}), nil,
			[]string{
				"nothing orders G2's read at step 4 (bank.go:11) and G3's write at step 5 (bank.go:12) of #1",
				"G2 releases nothing after its access; G3 last acquires at step 2 (RLock of #2, bank.go:10)",
			}},
		{"Cond.Wait gives its lock back, and a TryLock that fails takes none", Finding{Kind: DataRace, Race: race},
			traceOf(nil, step{2, lock, 2, 10}, step{2, read, 1, 11}, step{2, sched.OpCondWait, 4, 15}, step{4, lock, 2, 41},
				step{3, sched.OpTryLock, 2, 14}, step{3, write, 1, 12}), nil,
			[]string{
				"nothing orders G2's read at step 2 (bank.go:11) and G3's write at step 6 (bank.go:12) of #1",
				"G2 holds #2, taken at bank.go:10, G3 holds no lock",
				"G2 next releases at step 3 (Cond.Wait of #4, bank.go:15); G3 acquires nothing before its access",
			}},
		{"a receive makes room for a send, and a select that takes its default does nothing", Finding{Kind: DataRace, Race: race},
			missing(traceOf(nil, step{2, read, 1, 11}, step{2, sched.OpSelect, 0, 15}, step{2, recv, 3, 16}, step{3, send, 4, 14}, step{3, sched.OpSelect, 0, 15}, step{3, write, 1, 12}), 1, 4), nil,
			[]string{
				"nothing orders G2's read at step 1 (bank.go:11) and G3's write at step 6 (bank.go:12) of #1",
				"neither G2 nor G3 holds a lock there",
				"G2 next releases at step 3 (receive of #3, bank.go:16); G3 last acquires at step 4 (send of #4, bank.go:14): that release does not happen before that acquire",
			}},
		{"a goroutine that never goes on", Finding{Kind: Panic},
			preempting(traceOf(nil, step{2, lock, 1, 11}, step{3, lock, 2, 12}), 1), []string{"the test passes"},
			[]string{"without the switch from G2 to G3 at step 2 the test passes"}},
	} {
		w := WhyOf(tt.finding, tt.trace)
		for i, text := range tt.without {
			w.Switches[i].Without = text
		}
		if diff := cmp.Diff(tt.want, w.Lines(tt.trace)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestWhySaysWhatIsKnownOfFewer(t *testing.T) {
	for _, tt := range []struct {
		why    Why
		want   string
		reason string
	}{
		{Why{Shrunk: true, Minimal: true}, "no preemption", "the default schedule, or one that differs where goroutines wait"},
		{Why{Shrunk: true, Minimal: true, Switches: make([]Switch, 1)}, "1 preemption; no schedule with fewer shows this", "all were run"},
		{Why{Shrunk: true, Switches: make([]Switch, 2)}, "2 preemptions; fewer may be enough", "the search was not complete"},
	} {
		if got := tt.why.size(); !strings.Contains(got, tt.want) {
			t.Errorf("%q, want %q (%s)", got, tt.want, tt.reason)
		}
	}
	if got := (&Why{}).Lines(&trace.Trace{}); got != nil {
		t.Errorf("a schedule that was not shrunk: %q", got)
	}
}

func TestInterval(t *testing.T) {
	// Values as in Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
	for _, tt := range []struct {
		times, of int
		low, high float64
	}{
		{81, 263, 0.2553, 0.3662},
		{15, 148, 0.0624, 0.1605},
		{0, 20, 0, 0.1611},
		{1, 29, 0.0061, 0.1718},
		{29, 29, 0.8830, 1},
		{0, 0, 0, 1},
	} {
		low, high := Interval(tt.times, tt.of)
		if math.Abs(low-tt.low) > 5e-5 || math.Abs(high-tt.high) > 5e-5 {
			t.Errorf("%d of %d: %.4f to %.4f, want %.4f to %.4f", tt.times, tt.of, low, high, tt.low, tt.high)
		}
	}
}

func TestFrequency(t *testing.T) {
	f := Frequency{Times: 37, Of: 1000, First: 5, By: []Share{{"urw", 20, 250}, {"pct", 17, 250}}}
	want := "happens in 37 of 1000 sampled schedules (3.7%; 95% interval 2.7 to 5.1%), first in sample 5"
	if got := f.String(); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := f.Strategies(), "urw 20 of 250, pct 17 of 250"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, tt := range []struct {
		reason string
		f      Frequency
		want   string
	}{
		{"nothing was explored", Frequency{}, ""},
		{"all schedules", Frequency{Search: Search{true, 12, 70, true, "all 70 schedules"}}, "happens in 12 of all 70 schedules" + once},
		{"a sample adds nothing to all", Frequency{Times: 1, Of: 2, Search: Search{true, 70, 70, true, "all 70 schedules"}}, "happens in all 70 schedules" + once},
		{"one schedule", Frequency{Search: Search{true, 1, 1, true, "the only schedule"}}, "happens in the only schedule" + once},
		{"both", Frequency{Times: 1, Of: 2, Search: Search{true, 3, 9, false, "all schedules with at most 1 preemption"}},
			"happens in 3 of 9 (all schedules with at most 1 preemption) and in 1 of 2 sampled schedules (50.0%; 95% interval 9.5 to 90.5%)"},
		{"a search alone", Frequency{Search: Search{true, 3, 9, false, "all schedules with at most 1 preemption"}},
			"happens in 3 of 9 (all schedules with at most 1 preemption)"},
		{"in all", Frequency{Times: 125, Of: 125, First: 1, Search: Search{true, 2, 2, false, "all schedules without a preemption"}},
			"happens in every schedule tried: 2 (all schedules without a preemption) and 125 sampled"},
		{"nothing else was tried", Frequency{Times: 1, Of: 1, First: 1}, "happens in the only schedule tried"},
		{"in all of a sample", Frequency{Times: 125, Of: 125, First: 1}, "happens in every schedule tried: 125 sampled"},
		{"a search that stopped", Frequency{Search: Search{Found: true}}, "how often it happens is not known: the exhaustive search that found it did not finish"},
		{"which a sample makes up for", Frequency{Times: 1, Of: 2, Search: Search{Found: true}}, "happens in 1 of 2 sampled schedules (50.0%; 95% interval 9.5 to 90.5%)"},
	} {
		if got := tt.f.String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

// missing marks steps that were not possible, and did nothing.
func missing(tr *trace.Trace, steps ...int) *trace.Trace {
	for _, i := range steps {
		tr.Events[i].Missed = true
	}
	return tr
}
