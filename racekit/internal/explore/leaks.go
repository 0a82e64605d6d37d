package explore

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/finding"
)

// LeaveOutOldLeaks takes those leaks out of the findings that the default
// schedule shows as well, and returns the identities of all that it shows.
func (r *Result) LeaveOutOldLeaks() []string {
	var old []string
	for _, f := range FromOutcome(r.First) {
		if f.Kind == finding.Leak {
			old = append(old, finding.Identity(f))
		}
	}
	r.Findings = slices.DeleteFunc(r.Findings, func(f *Found) bool { return slices.Contains(old, f.Identity) })
	return old
}
