package engine

import (
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/command/frame"
)

func TestGoTestFlags(t *testing.T) {
	for _, tt := range []struct {
		reason string
		flag   string
		build  string // what the go command gets
		err    string
	}{
		{"passed on", "-ldflags=-s", "-ldflags=-s", ""},
		{"passed on, without a value", "-x", "-x=true", ""},
		{"vet is the go command's", "-vet=off", "-vet=off", ""},
		{"a profile needs counters", "-coverprofile=c.out", "-cover=true", ""},
		{"processes at once", "-p=3", "-p=3", ""},
		{"another number of runs", "-count=3", "", "-count=3: racekit runs each test under different schedules; use -n=3 for their number"},
		{"that tests run once", "-count=1", "", ""},
		{"another order", "-shuffle=on", "", "-shuffle=on: every test is explored on its own, so their order has no effect"},
		{"no other order", "-shuffle=off", "", ""},
		{"a wrong pattern", "-list=(", "", `-list=(: invalid regexp "(" in -list: error parsing regexp: missing closing ): ` + "`(`"},
	} {
		o := new(Options)
		c := &frame.Command{Name: "sample"}
		o.Flags(&c.Flags)
		_, err := frame.Parse(c, []string{tt.flag})
		if got := strings.Join(o.Build, " "); got != tt.build {
			t.Errorf("%s: the go command gets %q, want %q", tt.reason, got, tt.build)
		}
		if err == nil && tt.err != "" || err != nil && !strings.Contains(err.Error(), tt.err) {
			t.Errorf("%s: %v, want %s", tt.reason, err, tt.err)
		}
	}
}

// What every test program gets, in a worker and as it is.
func TestProgramFlags(t *testing.T) {
	for _, tt := range []struct{ reason, flags, want string }{
		{"nothing asked for", "", "-test.parallel=8"},
		{"all that can be asked for", "-parallel=2 -skip=A/b -short -fullpath", "-test.parallel=2 -test.skip=A/b -test.short -test.fullpath"},
	} {
		if got := strings.Join(parsed(t, tt.flags).ProgramFlags(), " "); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.reason, got, tt.want)
		}
	}
}
