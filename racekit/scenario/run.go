package scenario

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/measurement"
)

// Test measures every variant of s that can be measured, and fails t where the
// verdict is not the declared one.
//
// Under control each variant is explored with the kernel, and with drawn
// workloads, which must show at least the same, with any number of preemptions. Under an ordinary toolchain fixes are
// repeated under random perturbation, and must hold; so are, with the race
// detector, the variants that it must report whatever the schedule.
//
// Each variant has a subtest.
func Test(t *testing.T, s *Scenario) {
	t.Helper()
	call := harness.Begin(t, "scenario.Test")
	if err := s.Validate(); err != nil {
		t.Fatal(err)
	}
	how := harness.Defaults()
	if err := harness.Override(&how, os.Getenv); err != nil {
		t.Fatalf("scenario.Test: %v", err)
	}
	switch call.Place {
	case harness.Inside:
		item, any, ours := call.Item()
		if any {
			call.Whole()
		}
		if ours {
			v, w, err := s.find(item)
			if err != nil {
				t.Fatal(err)
			}
			v.Body(t, w)
		}
	case harness.Repeated:
		s.serve(call)
	case harness.Ordinary:
		switch {
		case measurement.CostAsked() && harness.Race:
			t.Fatal("scenario.Test: the race detector distorts what fixes cost; leave out -race")
		case measurement.CostAsked():
			s.price(t)
		default:
			s.repeat(call, how)
		}
	case harness.Controlled:
		s.explore(call, how)
	}
}

// item is the name of a variant with a workload: "mutex\x1e3".
func item(v *Variant, draw int) string { return v.Name + "\x1e" + strconv.Itoa(draw) }

// find undoes item.
func (s *Scenario) find(item string) (*Variant, Workload, error) {
	name, number, _ := strings.Cut(item, "\x1e")
	draw, err := strconv.Atoi(number)
	for i := range s.Variants {
		if v := &s.Variants[i]; v.Name == name && v.Body != nil && err == nil {
			return v, s.workload(draw), nil
		}
	}
	return nil, Workload{}, fmt.Errorf("scenario %s has no variant %q to run: does its declaration change between processes?", s.ID, name)
}

// workload returns the kernel for 0, and else a drawn workload.
func (s *Scenario) workload(draw int) Workload {
	if draw == 0 {
		return s.Kernel()
	}
	return rapid.Custom(s.Draw).Example(draw)
}
