package command

import (
	"bytes"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestVerboseShowsEveryStep(t *testing.T) {
	failure := func(steps int) report.Failure {
		events := make([]trace.Event, steps)
		for i := range events {
			events[i] = trace.Event{Task: 1, Op: sched.OpAtomicLoad, Object: 7}
		}
		return report.Failure{Test: "TestX", Steps: steps, Record: "testdata/racekit/TestX/1", Trace: &trace.Trace{Events: events, Tasks: []trace.Task{{ID: 1}}}}
	}
	const step = "1  G1   atomic load #7\n"
	for _, tt := range []struct {
		reason  string
		verbose bool
		failure report.Failure
		want    string
		not     string
	}{
		{"not asked for", false, failure(2), "", step},
		{"asked for", true, failure(2), step, "replay -v"},
		{"too many", true, failure(1001), "for all of its 1001 steps: racekit replay -v\n", step},
	} {
		var b bytes.Buffer
		(&textSink{w: &b, verbose: tt.verbose}).test(exploration{Test: "TestX", Findings: []found{{Failure: tt.failure}}})
		if got := b.String(); !strings.Contains(got, tt.want) || strings.Contains(got, tt.not) {
			t.Errorf("%s: want %q and not %q in\n%.600s", tt.reason, tt.want, tt.not, got)
		}
	}
}
