package campaign

import (
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/explore"
)

// Remarks are what is to be said of a test beside its findings.
func (r *Result) Remarks(verbose bool) string {
	var b strings.Builder
	for _, n := range r.Notes {
		fmt.Fprintf(&b, "    note: %s\n", n)
	}
	if r.Unfinished != "" {
		fmt.Fprintf(&b, "    unfinished: %s\n", strings.ReplaceAll(r.Unfinished, "\n", "\n        "))
	}
	if verbose && r.Schedules > 0 {
		fmt.Fprintf(&b, "    explored: %s\n", r.Explored())
		worth(&b, r)
	}
	return b.String()
}

// worth says what it means that a test has no findings.
func worth(b *strings.Builder, r *Result) {
	if len(r.Findings) > 0 || r.Skipped || r.Unfinished != "" {
		return
	}
	c := r.Coverage
	switch {
	case c.Extent == explore.Sampled:
		if c.Why != "" {
			fmt.Fprintf(b, "    not verified: %s\n", c.Why)
		}
	case c.Alone():
		fmt.Fprintf(b, "    verified alone: %s; go test runs the test beside other parallel ones\n", c)
	case !c.Verified():
		fmt.Fprintf(b, "    covered: %s\n    not verified: %s\n", c, c.Unsure())
	case c.OnTime:
		c.OnTime = false // said already
		fmt.Fprintf(b, "    verified with timers on time: %s\n", c)
	default:
		fmt.Fprintf(b, "    verified: %s\n", c)
	}
	if c.Extent == explore.Complete {
		return
	}
	if c.Extent == explore.Bounded && c.Why != "" {
		fmt.Fprintf(b, "    not all schedules: %s\n", c.Why)
	}
	for _, row := range r.Confidence {
		fmt.Fprintf(b, "    %s: %s\n", row[0], row[1])
	}
}
