package catalogue

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/racekit/toolkit/racekit/internal/matrix"
	"github.com/racekit/toolkit/racekit/internal/measurement"
)

// cost measures what the fixes cost, in a build without control and detector.
func (m *measuring) cost(ctx context.Context, t *matrix.Table) error {
	bin, err := m.ordinary(ctx, "cost.test", []string{"-race=false"})
	if err != nil {
		return err
	}
	file := filepath.Join(m.dir, "cost.jsonl")
	if said, err := m.runAll(ctx, bin, append(os.Environ(), "SCENARIOS=all", measurement.CostVariable+"=1"), file); err != nil {
		return fmt.Errorf("what the fixes cost could not be measured (%w):\n%s", err, said)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	prices, err := measurement.Read[measurement.Price](text)
	if err != nil {
		return err
	}
	t.Price(prices)
	return nil
}
