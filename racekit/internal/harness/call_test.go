package harness

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
)

type silent struct{}

type speaks uint32

func (s speaks) RacekitProtocol() uint32 { return uint32(s) }

func TestOutdated(t *testing.T) {
	for _, tt := range []struct {
		reason string
		t      any
		want   bool
	}{
		{"from before versions were told", silent{}, true},
		{"another one", speaks(execution.Protocol + 1), true},
		{"this one", speaks(execution.Protocol), false},
	} {
		if got := outdated(tt.t); got != tt.want {
			t.Errorf("%s: outdated is %v, want %v", tt.reason, got, tt.want)
		}
	}
}
