package hazards

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
)

// A hazard is a program and how its executions must end.
type hazard struct {
	test   string
	reason string
	kind   finding.Kind // of what must be found; none is a program that must pass
	text   string       // in the message of the finding
	status execution.Status
	always bool           // every execution shows it, not just some
	n      int            // schedules; 0 is 60
	also   []finding.Kind // may be found instead, or beside it
	// outside is set for programs whose steps depend on the machine: their
	// schedules need not repeat exactly.
	outside bool
	once    bool // the first execution in a process must pass
	change  func(*execution.Spec)
}

func hangSoon(s *execution.Spec)     { s.Hang = 300 * time.Millisecond }
func fewSteps(s *execution.Spec)     { s.MaxSteps = 20_000 }
func shortTimeout(s *execution.Spec) { s.Timeout = time.Minute }

func runHazards(t *testing.T, dir string, table []hazard, flags ...string) {
	c := lab.Build(t, dir, flags...)
	covered := map[string]bool{}
	for _, h := range table {
		covered[h.test] = true
		t.Run(h.test, func(t *testing.T) {
			t.Parallel()
			h.run(t, c)
		})
	}
	info, err := lab.Pool(t, c, 1).Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range info.Tests {
		if !covered[test] {
			t.Errorf("%s: no row says how %s must end", dir, test)
		}
	}
}

func (h *hazard) run(t *testing.T, c execution.Command) {
	p := lab.Pool(t, c, 1)
	spec := execution.Spec{Test: h.test, Seed: 1, Leaks: true}
	if h.change != nil {
		h.change(&spec)
	}
	if !h.once && (h.kind == "" || h.always) {
		// The default schedule is the first execution in its process.
		first := spec
		first.Trace = true
		o := lab.Run(t, p.Run, first)
		h.check(t, &o)
	}
	n := h.n
	if n == 0 {
		n = 60
	}
	stop := lab.Search(t, p, &spec, n)
	switch {
	case h.kind == "" && stop != nil:
		t.Fatalf("%s: want a pass, got\n%s", h.reason, lab.Tell(stop))
	case h.kind == "":
		h.passes(t, p, spec)
	case stop == nil:
		t.Fatalf("%s: %d schedules, no finding; want %s", h.reason, n, h.kind)
	default:
		h.check(t, stop)
		if h.always && stop.Index != 1 {
			t.Errorf("first seen in schedule %d, want 1", stop.Index)
		}
		h.repeats(t, p, spec, stop)
	}
}

// repeats runs the execution with the finding again, in the same pool and, by
// its decisions, in a new process; and the next one, which goes on in the same
// worker or in a new one.
func (h *hazard) repeats(t *testing.T, p *execution.Pool, spec execution.Spec, stop *execution.Outcome) {
	if h.outside || h.once || h.status == execution.Hung {
		return
	}
	spec.Index, spec.Trace = stop.Index, true
	again := lab.Run(t, p.Run, spec)
	replayed := lab.Replay(t, p, spec, stop)
	for _, x := range []struct {
		how string
		o   *execution.Outcome
	}{{"once more", &again}, {"replayed in a new process", &replayed}} {
		h.check(t, x.o)
		if !x.o.External && !stop.External && x.o.Hash != stop.Hash {
			t.Errorf("schedule %d %s: hash %x, want %x\n%s", stop.Index, x.how, x.o.Hash, stop.Hash, lab.Tell(x.o))
		}
	}
	spec.Index++
	if next := lab.Run(t, p.Run, spec); h.always {
		h.check(t, &next)
	}
}

// passes runs a program that is right under other strategies, which are not
// fair, and compares one execution with another process.
func (h *hazard) passes(t *testing.T, p *execution.Pool, spec execution.Spec) {
	for _, c := range []sched.Config{{Kind: sched.PCT, Depth: 3, Steps: 30}, {Kind: sched.FIFO}} {
		spec.Strategy, spec.Trace, spec.Index = c, true, 2
		one, two := lab.Run(t, p.Run, spec), lab.Run(t, p.Fresh, spec)
		h.check(t, &one)
		h.check(t, &two)
		if !h.outside && !one.External && !two.External && (one.Hash != two.Hash || one.Steps != two.Steps) {
			t.Errorf("%s: strategy %d: another process has another trace: %s", h.reason, c.Kind, lab.Part(&one, &two))
		}
	}
}

// check compares one outcome with what the row says.
func (h *hazard) check(t *testing.T, o *execution.Outcome) {
	t.Helper()
	found := explore.FromOutcome(*o)
	if h.kind == "" {
		if o.Found() || len(found) > 0 || o.Status != h.status {
			t.Errorf("%s: want status %d and no finding, got\n%s", h.reason, h.status, lab.Tell(o))
		}
		return
	}
	ok := has(found, h.kind, h.text) && o.Status == h.status
	for _, k := range h.also {
		ok = ok || has(found, k, "")
	}
	if !ok {
		t.Errorf("%s: want status %d and a %s with %q, got\n%s", h.reason, h.status, h.kind, h.text, lab.Tell(o))
	}
	for _, f := range found {
		if f.Kind != h.kind && !slices.Contains(h.also, f.Kind) {
			t.Errorf("%s: also a %s: %s", h.reason, f.Kind, f.Message)
		}
	}
}

func has(found []finding.Finding, kind finding.Kind, message string) bool {
	for _, f := range found {
		if f.Kind == kind && strings.Contains(f.Message, message) {
			return true
		}
	}
	return false
}
