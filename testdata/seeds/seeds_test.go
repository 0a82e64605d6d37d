// Package seeds runs one variant of a scenario, which is named by the environment.
package seeds

import (
	"os"
	"testing"

	"github.com/racekit/toolkit/scenarios"
)

func TestVariant(t *testing.T) {
	name := os.Getenv("SEEDS_VARIANT")
	for _, s := range scenarios.All {
		for _, v := range s.Variants {
			if name == s.ID+"/"+v.Name {
				v.Body(t, s.Kernel())
				return
			}
		}
	}
	t.Skip("the oracle says which variant it wants")
}
