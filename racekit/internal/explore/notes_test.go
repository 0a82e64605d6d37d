package explore

import (
	"slices"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
)

func TestNotes(t *testing.T) {
	for _, tt := range []struct {
		result Result
		want   []string
	}{
		{Result{}, nil},
		{Result{Isolated: true}, []string{"it cannot run twice in one process; every schedule had a process of its own"}},
		{Result{Alone: true}, []string{"a failure of two executions at once did not occur in one alone, so one worker explores the test: do executions share a port or a file?"}},
		{Result{Unrepeated: 1}, []string{"for lack of time not run again alone: 1 schedule with a finding that another execution may have caused"}},
		{Result{Coverage: Coverage{Uses: execution.UsesInexact}}, []string{"the race detector ran out of memory in a schedule, and may have missed a data race; let the test do less, or try -short"}},
		{Result{Limited: 2, Limitation: []byte("==12==ERROR: ThreadSanitizer failed to allocate 0x1000 bytes")}, []string{"2 schedules ended at a limit of the race detector: "}},
	} {
		got := tt.result.Notes()
		if tt.result.Limited > 0 && len(got) == 1 && len(got[0]) > len(tt.want[0]) {
			got[0] = got[0][:len(tt.want[0])]
		}
		if !slices.Equal(got, tt.want) {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}
