package racekit

import (
	"slices"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// The constants are the strategies of the table, each once and in its order.
func TestStrategyConstants(t *testing.T) {
	if want := sched.Kinds(); !slices.Equal(kinds[:], want) {
		t.Errorf("the constants stand for %v, want %v", kinds, want)
	}
}
