package scenario

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/native"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

// Under an ordinary toolchain a child repeats all fixes together, and another
// one all variants whose race the detector must report. They are calls of their
// own for package native.
const (
	fixesCall = iota
	racesCall
	nativeCalls
)

const (
	fixRuns  = 10
	raceRuns = 40
	// hang bounds a run. It is long, as the machine may be busy.
	hang = 60 * time.Second
)

// sure reports whether the detector must report v, whatever the schedule, and
// nothing else can end or hold up the process.
func (v *Variant) sure() bool {
	return v.Body != nil && v.Want.Race && v.Want.RaceAt == 0 && v.Want.Effect&^Invariant == 0
}

func (v *Variant) fixed() bool { return v.Body != nil && v.Kind == Fix }

// serve is the child's side.
func (s *Scenario) serve(call *harness.Call) {
	for n, of := range [nativeCalls]func(*Variant) bool{fixesCall: (*Variant).fixed, racesCall: (*Variant).sure} {
		native.Serve(call.T, call.N*nativeCalls+n, func(t *testing.T) {
			for i := range s.Variants {
				if v := &s.Variants[i]; of(v) {
					t.Run(v.Name, func(t *testing.T) { v.Body(t, s.Kernel()) })
				}
			}
		})
	}
}

// repeat checks what can be checked under an ordinary toolchain.
func (s *Scenario) repeat(call *harness.Call, how settings.Values) {
	t := call.T
	ctx, cancel := call.Context()
	defer cancel()
	run := func(ctx context.Context, n, first, runs int) *native.Failure {
		res, err := native.Explore(ctx, native.Config{Test: t.Name(), Call: call.N*nativeCalls + n, Seed: how.Seed, First: first, N: runs, Hang: hang, Leaks: n == fixesCall})
		if err != nil {
			t.Fatalf("%s: %v", s.ID, err)
		}
		return res.Failure
	}
	t.Run("fixes", func(t *testing.T) {
		if f := run(ctx, fixesCall, 0, fixRuns); f != nil {
			t.Errorf("%s: a variant that is declared right failed in run %d of %d under random perturbation:\n%s", s.ID, f.Index+1, fixRuns, f.Output)
		}
	})
	if !harness.Race {
		return
	}
	t.Run("races", func(t *testing.T) {
		missing := map[string]bool{}
		for i := range s.Variants {
			if v := &s.Variants[i]; v.sure() {
				missing[v.Name] = true
			}
		}
		for first := 0; first < raceRuns && len(missing) > 0; {
			f := run(ctx, racesCall, first, raceRuns-first)
			if f == nil {
				break
			}
			for _, name := range racing(string(f.Output)) {
				for i := range s.Variants {
					if strings.HasSuffix(name, "/"+rewritten(s.Variants[i].Name)) {
						delete(missing, s.Variants[i].Name)
					}
				}
			}
			first = f.Index + 1
		}
		for i := range s.Variants {
			if v := &s.Variants[i]; missing[v.Name] {
				t.Errorf("%s, %s: the race detector reported nothing in %d runs, and a race is declared for every schedule\nwhy it was declared: %s", s.ID, v.Name, raceRuns, v.Why)
			}
		}
	})
}

// racing returns the names of the tests in the output of package testing during
// which the detector reported.
func racing(output string) []string {
	var names []string
	name := ""
	for line := range strings.Lines(output) {
		line = strings.TrimSpace(line)
		if rest, ok := strings.CutPrefix(line, "--- FAIL: "); ok {
			name, _, _ = strings.Cut(rest, " (")
		}
		if strings.HasSuffix(line, "race detected during execution of test") {
			names = append(names, name)
		}
	}
	return names
}

// rewritten is what package testing makes of the name of a subtest.
func rewritten(name string) string { return strings.ReplaceAll(name, " ", "_") }
