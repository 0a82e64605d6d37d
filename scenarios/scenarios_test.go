package scenarios_test

import (
	"os"
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
