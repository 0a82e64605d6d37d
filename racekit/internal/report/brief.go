package report

import "github.com/racekit/toolkit/racekit/internal/campaign"

// Brief leaves of a known finding what reminds of it.
func Brief(f campaign.Finding) campaign.Finding {
	f.Trace, f.Why, f.Output, f.Notes, f.NoRace, f.Record = nil, nil, nil, nil, false, ""
	f.Finding.Detail, f.Finding.Race = "", nil
	return f
}
