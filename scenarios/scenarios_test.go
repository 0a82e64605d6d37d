package scenarios_test

import (
	"fmt"
	"os"
	"strconv"
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
	"github.com/racekit/toolkit/scenarios"
)

// TestAll measures all scenarios with one test binary, for racekit matrix.
func TestAll(t *testing.T) {
	if os.Getenv("SCENARIOS") != "all" {
		t.Skip("each scenario is tested in its folder; this is for racekit matrix, which sets SCENARIOS=all")
	}
	for _, s := range scenarios.All {
		t.Run(s.ID, func(t *testing.T) { scenario.Test(t, s) })
	}
}

// TestQuick runs one variant as a plain test would, many times, and prints how
// often it failed: what racekit matrix -quick shows beside the measured verdict.
func TestQuick(t *testing.T) {
	if os.Getenv("SCENARIOS") != "quick" {
		t.Skip("this is for racekit matrix -quick, which sets SCENARIOS=quick")
	}
	n, err := strconv.Atoi(os.Getenv("QUICK_RUNS"))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range scenarios.All {
		for _, v := range s.Variants {
			if s.ID != os.Getenv("QUICK_SCENARIO") || v.Name != os.Getenv("QUICK_VARIANT") {
				continue
			}
			failed := 0
			for range n {
				if !t.Run("run", func(t *testing.T) { v.Body(t, s.Kernel()) }) {
					failed++
				}
			}
			fmt.Printf("quick: %d\n", failed)
			return
		}
	}
	t.Fatal("there is no such variant")
}
