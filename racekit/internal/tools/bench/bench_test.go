package main

import (
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
)

func benchForTest(t *testing.T) *bench {
	if runtime.GOOS != "linux" || runtime.GOARCH != "amd64" {
		t.Skip("control is complete on linux/amd64 only")
	}
	if testing.Short() {
		t.Skip("takes half a minute")
	}
	b, err := newBench(t.Context(), 2)
	if err != nil {
		t.Skip(err)
	}
	b.log = t.Logf
	t.Cleanup(b.close)
	return b
}

// The default mix finds every shape and every kernel within the budget, and the
// default schedule none: who finds it is the strategy.
func TestEveryProgramIsFound(t *testing.T) {
	b := benchForTest(t)
	found := 0
	for _, dir := range []struct {
		name   string
		budget int
	}{{"shapes", shapeBudget}, {"kernels", kernelBudget}} {
		pool, err := b.pool(t.Context(), dir.name)
		if err != nil {
			t.Fatal(err)
		}
		defer pool.Close()
		info, err := pool.Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range info.Tests {
			if o, err := pool.Run(t.Context(), execution.Spec{Test: test, Leaks: true}); err != nil || o.Found() {
				t.Errorf("%s: the default schedule shows the bug, %v", test, err)
			}
			s, err := measure(t.Context(), pool, test, explore.Mix(), 1, dir.budget)
			if err != nil {
				t.Error(err)
			} else if len(s.schedules) == 0 {
				t.Errorf("%s: not found in %d schedules", test, dir.budget)
			} else {
				found++
			}
		}
	}
	if found < 28+len(shapes) {
		t.Errorf("%d programs, want at least 28 kernels and the %d shapes", found, len(shapes))
	}
}

func TestScore(t *testing.T) {
	for _, tt := range []struct {
		s      score
		want   string
		reason string
	}{
		{score{seeds: 3}, "never", "no seed found it"},
		{score{[]float64{4, 8}, 3}, "6 (2 of 3)", "some did: of those"},
		{score{[]float64{4, 4}, 2}, "4.0 ± 0.0", "all did, alike"},
		{score{slices.Repeat([]float64{100, 300}, 10), 20}, "200 ± 48.0", "2.09 times the deviation, divided by the root of n"},
	} {
		if got := tt.s.String(); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}

func TestSpeedTables(t *testing.T) {
	all, err := parse("goos: linux\nBenchmarkBody/3/walk-2   1   80000 executions/s   0.51 of-plain   580 ns/decision   290 added-ns/decision   2.1 added-lock+unlock/decision\nPASS\n")
	if err != nil {
		t.Fatal(err)
	}
	if got := tables[0].text(all); !strings.HasSuffix(got, "\n| walk | 80000 | 0.51 | 580 | 290 | 2.10 |\n") {
		t.Errorf("the table is\n%s", got)
	}
	for _, tt := range []struct{ out, want, reason string }{
		{"PASS\n", "printed no figures", "the benchmarks did not run"},
		{"BenchmarkX 1 many ns/op\n", `cannot be read: "BenchmarkX 1 many ns/op\n"`, "a figure that is none"},
	} {
		if _, err := parse(tt.out); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %s", tt.reason, err, tt.want)
		}
	}
}
