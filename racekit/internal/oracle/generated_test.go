package oracle

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/generated"
)

const (
	programsShort = 300
	programsLong  = 10_000 // with RACEKIT_LONG=1

	// programSchedules is how many of a program are tried, programSteps how
	// long one of them may be.
	programSchedules = 200
	programSteps     = 200_000
)

// A verdict is what racekit says of a program, compared with what is right.
type verdict string

const (
	passed   verdict = "passed"
	verified verdict = "verified"
	found    verdict = "found"
	missed   verdict = "missed"
	alarm    verdict = "FALSE ALARM"
	lied     verdict = "FALSE VERIFIED"
	trouble  verdict = "TROUBLE"
)

func (v verdict) wrong() bool { return v == alarm || v == lied || v == trouble }

// judgeProgram compares the result of an exploration with the truth.
func judgeProgram(fault *generated.Fault, r *explore.Result, err error) (v verdict, why string) {
	switch {
	case err != nil:
		return trouble, err.Error()
	case r.Reason == explore.NotRun || r.Reason == explore.Whole || r.Reason == explore.Interrupted:
		return trouble, fmt.Sprintf("it was not explored: reason %d", r.Reason)
	case r.Limited > 0:
		return trouble, fmt.Sprintf("a limit of the tools: %s", r.Limit)
	case fault == nil && len(r.Findings) > 0:
		f := r.Findings[0]
		return alarm, fmt.Sprintf("%s: %s (schedule %d, %s)", f.Kind, f.Message, f.First, f.Verdict)
	case fault == nil && r.Reason == explore.Endless:
		return trouble, "the default schedule has no end"
	case fault == nil && r.Isolated:
		return trouble, "it is believed not to run twice in a process"
	case fault == nil && r.Coverage.Extent == explore.Complete:
		return verified, r.Coverage.String()
	case fault == nil:
		return passed, ""
	}
	for _, f := range r.Findings {
		switch {
		case f.Verdict != explore.Replayable:
			return trouble, fmt.Sprintf("%s: %s: the finding %s", f.Kind, f.Message, f.Verdict)
		case !slices.Contains(fault.Kinds, string(f.Kind)):
			return found, fmt.Sprintf("%s: %s (schedule %d), not %s", f.Kind, f.Message, f.First, strings.Join(fault.Kinds, ", "))
		}
	}
	switch {
	case len(r.Findings) > 0:
		return found, ""
	case r.Coverage.Extent != explore.Complete || r.Coverage.OnTime && fault.Early:
		return missed, r.Coverage.String() + ", " + r.Coverage.Why
	}
	return lied, r.Coverage.String()
}

// judged explores a program and judges what comes of it.
func judged(ctx context.Context, c execution.Command, m *generated.Made) (verdict, string) {
	p := execution.NewPool(c, 1)
	defer p.Close()
	r, err := explore.Explore(ctx, p, explore.Config{
		Base: execution.Spec{Test: "TestProgram", Input: m.Encode(), Seed: 1, Leaks: true, MaxSteps: programSteps},
		N:    programSchedules, FirstSteps: programSteps, Exhaustive: true, Parallel: 1,
	}, nil)
	return judgeProgram(m.Fault, &r, err)
}

// No program has a wrong verdict. RACEKIT_PROGRAM=number looks at one of them.
func TestGeneratedPrograms(t *testing.T) {
	first, n := 0, programsShort
	if os.Getenv("RACEKIT_LONG") == "1" {
		n = programsLong
	}
	one := os.Getenv("RACEKIT_PROGRAM")
	if from, to, ok := strings.Cut(one, "-"); ok {
		first, _ = strconv.Atoi(from)
		n, _ = strconv.Atoi(to)
		n -= first
	} else if one != "" {
		first, _ = strconv.Atoi(one)
		n = 1
	}
	dir, err := filepath.Abs(filepath.Join("..", "generated", "testdata", "program"))
	if err != nil {
		t.Fatal(err)
	}
	c := build(t, dir)
	var mu sync.Mutex
	tally := map[verdict]int{}
	kinds := map[string]int{}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				number := first + i
				recipe := generated.Generate(number)
				m, ok := recipe.Make()
				if !ok {
					t.Errorf("program %d: its fault has no place", number)
					continue
				}
				v, why := judged(t.Context(), c, &m)
				if one != "" && n == 1 {
					t.Logf("%s\n%s", recipe, m.String())
				}
				mu.Lock()
				tally[v]++
				mu.Unlock()
				switch {
				case v.wrong():
					text := report(t, c, number, recipe, v, why)
					mu.Lock()
					t.Error(text)
					kinds[string(v)+" "+cmp.Or(recipe.Fault(), "-")]++
					mu.Unlock()
				case why != "" && v != verified:
					t.Logf("program %d (%s): %s %s", number, recipe.Fault(), v, why)
				}
			}
		})
	}
	wg.Wait()
	for _, v := range slices.Sorted(maps.Keys(tally)) {
		t.Logf("%5d %s", tally[v], v)
	}
}

// report describes the smallest program that goes wrong like this one.
func report(t *testing.T, c execution.Command, number int, r generated.Recipe, v verdict, why string) string {
	tries := 60
	kind, _, _ := strings.Cut(why, ":")
	small := r.Shrink(func(_ generated.Recipe, m generated.Made) bool {
		if tries--; tries < 0 {
			return false
		}
		w, other := judged(t.Context(), c, &m)
		k, _, _ := strings.Cut(other, ":")
		return w == v && k == kind
	})
	m, _ := small.Make()
	_, why = judged(t.Context(), c, &m)
	return fmt.Sprintf("program %d: %s: %s\nfault: %s\nshrunk from %s to %s:\n%s", number, v, why, cmp.Or(r.Fault(), "none"), r, small, m.String())
}

var _ = finding.DataRace
