package exhaust

import (
	"context"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A Size is a guess at how much there is to explore.
type Size struct {
	Steps     int     // of the longest schedule seen
	Schedules float64 // equivalent ones counted apart
	Classes   float64 // up to commuting independent steps
	Probes    int     // schedules that were run
	Found     []Finding
	Why       string // nothing could be said of all schedules; empty if it could
}

// Estimate multiplies how many ways there were at each step of random
// schedules, and returns the mean of probes such products (Knuth, 1975). The
// schedules have the indices from spec's on. It ends when over says so; over and
// each may be nil.
func Estimate(ctx context.Context, exec execution.Executor, spec execution.Spec, probes int, over func() bool, each func(*execution.Outcome)) (Size, error) {
	var size Size
	for i := range probes {
		if over != nil && over() {
			size.Why = outOfTime
			return size, nil
		}
		probe := spec
		probe.Index, probe.Script, probe.Strategy = spec.Index+i, nil, sched.Config{Kind: sched.RandomWalk}
		r, err := record(ctx, exec, probe)
		if err != nil {
			return size, err
		}
		size.Probes++
		if each != nil {
			each(&r.outcome)
		}
		if r.outcome.Found() {
			size.Found = append(size.Found, r.finding(probe, probe.Index))
		}
		if size.Why = r.unfit(); size.Why != "" {
			return size, nil
		}
		schedules, classes := 1.0, 1.0
		for j := range r.steps {
			schedules *= float64(max(len(r.steps[j].enabled), 1))
			classes *= float64(ways(&r.steps[j]))
		}
		size.Steps = max(size.Steps, len(r.steps))
		size.Schedules += schedules / float64(probes)
		size.Classes += classes / float64(probes)
	}
	return size, nil
}

// ways returns among how many goroutines the choice at s matters at once. It
// is 1 if the one that was chosen is in conflict with no other.
func ways(s *step) int {
	n := 1
	for i := range s.enabled {
		if c := &s.enabled[i]; c.Task != s.Task && Dependent(*c, s.Choice) {
			n++
		}
	}
	return n
}
