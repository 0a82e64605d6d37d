package verb

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
)

// What a search counts once is told beside how many executions it took, which is the
// number that a table and the numbers of schedules are parts of.
func TestExtent(t *testing.T) {
	for _, tt := range []struct {
		coverage   explore.Coverage
		executions int
		want       string
	}{
		{explore.Coverage{Schedules: 40}, 40, "40 schedules, 7 distinct"},
		{explore.Coverage{Extent: explore.Complete, Schedules: 9}, 142, "all 9 schedules (up to commuting independent steps), in 142 executions"},
		{explore.Coverage{Extent: explore.Complete, Schedules: 9}, 9, "all 9 schedules (up to commuting independent steps)"},
		{explore.Coverage{Extent: explore.Bounded, Bound: 1, Schedules: 20}, 300, "all schedules with at most 1 preemption, in 300 executions"},
		{explore.Coverage{Extent: explore.Complete, Schedules: 2, Uses: execution.UsesOutlives}, 28, "all 2 schedules (up to commuting independent steps), in 28 executions, but something may be left out: " + execution.UsesOutlives.Blinds().String()},
	} {
		if got := Extent(tt.coverage, tt.executions, 7); got != tt.want {
			t.Errorf("%+v: %q, want %q", tt.coverage, got, tt.want)
		}
	}
}
