package guardedescape

import (
	"testing"

	"github.com/racekit/toolkit/racekit/scenario"
)

func TestScenario(t *testing.T) { scenario.Test(t, &Scenario) }
