package catalogue

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/matrix"
	"github.com/racekit/toolkit/racekit/scenario"
	"github.com/racekit/toolkit/scenarios"
)

// TestMatrix measures one scenario for real, under both models.
func TestMatrix(t *testing.T) {
	if testing.Short() {
		t.Skip("builds with the controlled toolchain")
	}
	var out, errs bytes.Buffer
	std := frame.Streams{Out: &out, Err: &errs}
	if code := Matrix().Main(t.Context(), std, []string{"-model=both", "-quick=5", "-cost", "double-close"}); code != frame.ExitClean {
		t.Fatalf("exit code %d\n%s%s", code, out.String(), errs.String())
	}
	for _, want := range []string{
		"double-close: Double close\n",
		"    fixes        fix    sync.Once\n",
		"    green, wrong bug    two Close() calls\n",
		"preemptive: race detector silent; panic;",
		"cooperative: race detector silent; panic",
		"go test: ends the process",
		"ns per workload at 1, 2, 4, 8 goroutines:",
		"(1.0)",
		"the slowest scenario is double-close,",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

func TestChosen(t *testing.T) {
	const all = -1
	for _, c := range []struct {
		reason   string
		names    []string
		variants []int // of the chosen scenarios
	}{
		{"a scenario has all its variants", []string{"double-close"}, []int{all}},
		{"one variant alone", []string{"double-close/sync.Once"}, []int{1}},
		{"two of one scenario", []string{"double-close/sync.Once", "double-close/CAS flag"}, []int{2}},
		{"each once", []string{"double-close/sync.Once", "double-close/sync.Once"}, []int{1}},
		{"the whole scenario has it already", []string{"double-close", "double-close/sync.Once"}, []int{all}},
		{"and gets the others", []string{"double-close/sync.Once", "double-close"}, []int{all}},
		{"names may have slashes", []string{"lost-update/errgroup/WaitGroup + confinement", "double-close"}, []int{1, all}},
	} {
		chosen, err := ChooseScenarios(c.names)
		if err != nil || len(chosen) != len(c.variants) {
			t.Errorf("%s: %d scenarios, %v; want %d", c.reason, len(chosen), err, len(c.variants))
			continue
		}
		for i, s := range chosen {
			want := c.variants[i]
			if want == all {
				want = len(scenarios.All[slices.IndexFunc(scenarios.All, func(o *scenario.Scenario) bool { return o.ID == s.ID })].Variants)
			}
			if len(s.Variants) != want {
				t.Errorf("%s: %s has %d variants, want %d", c.reason, s.ID, len(s.Variants), want)
			}
		}
	}
}

// TestPartialMatrix: what is there is not overwritten by what is not whole.
func TestPartialMatrix(t *testing.T) {
	chosen, err := ChooseScenarios([]string{"double-close"})
	if err != nil {
		t.Fatal(err)
	}
	partial := matrix.New([]string{"preemptive"}, chosen, nil, func(*scenario.Scenario, *scenario.Variant) string { return "" })
	file := filepath.Join(t.TempDir(), "matrix.md")
	var out, errs bytes.Buffer
	o := &matrixOptions{md: true, out: file}
	for _, want := range []string{"PARTIAL", "the one before\n"} {
		var code frame.Exit
		if err := o.deliver(frame.Streams{Out: &out, Err: &errs}, &partial); !errors.As(err, &code) || code != frame.ExitUnfinished {
			t.Errorf("it ends with %v, want exit code %d", err, frame.ExitUnfinished)
		}
		text, err := os.ReadFile(file)
		if err != nil || !strings.Contains(string(text), want) {
			t.Errorf("the file says %q (%v), want %q", text, err, want)
		}
		if err := os.WriteFile(file, []byte("the one before\n"), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if !strings.Contains(errs.String(), "is unchanged") {
		t.Errorf("it says %q", errs.String())
	}
}
