package command

import (
	"errors"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

func TestJudgeCanary(t *testing.T) {
	verified := explore.Coverage{Extent: explore.Complete, Schedules: 3}
	shows := func(kinds ...finding.Kind) campaign.Result {
		x := campaign.Result{Schedules: 3, Coverage: verified}
		for _, k := range kinds {
			x.Findings = append(x.Findings, campaign.Finding{Finding: finding.Finding{Kind: k}})
		}
		return x
	}
	cut := shows(finding.DataRace)
	cut.Unfinished = "interrupted"
	sampled := shows()
	sampled.Coverage = explore.Coverage{}
	for _, tt := range []struct {
		reason string
		want   finding.Kind
		x      campaign.Result
		err    error
		said   string
		ok     bool
	}{
		{"it is found", finding.DataRace, shows(finding.DataRace), nil, "data race found, as it must be, in 3 schedules", true},
		{"it is missed", finding.DeadlockKind, shows(), nil, "MISSED: it has a deadlock, and none of 3 schedules shows it", false},
		{"another is found", finding.DeadlockKind, shows(finding.DataRace), nil, "WRONG: it shows data race, which it has not, or not all", false},
		{"another is found beside", finding.DataRace, shows(finding.Leak, finding.DataRace), nil, "WRONG: it shows goroutine leak, data race", false},
		{"a false alarm", "", shows(finding.Leak), nil, "WRONG: it shows goroutine leak, which it has not", false},
		{"none, and none is there", "", shows(), nil, "nothing in 3 schedules, as it must be", true},
		{"none, but not all was seen", "", sampled, nil, "and yet not verified", false},
		{"cut off", finding.DataRace, cut, nil, "not explored to its end: interrupted", false},
		{"not run at all", "", shows(), errors.New("no worker"), "not explored: no worker", false},
	} {
		said, ok := judgeCanary(tt.want, &tt.x, tt.err)
		if ok != tt.ok || !strings.Contains(said, tt.said) {
			t.Errorf("%s: %v, %q, want %v, %q", tt.reason, ok, said, tt.ok, tt.said)
		}
	}
}
