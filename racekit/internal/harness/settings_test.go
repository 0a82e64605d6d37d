package harness

import (
	"flag"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/settings"
)

func TestOverride(t *testing.T) {
	for _, row := range []struct {
		reason         string
		flag, variable string // of schedules
		want           int
		bad            string // "" is none
	}{
		{"what the test says", "", "", 3, ""},
		{"the variable takes precedence over the test", "", "5", 5, ""},
		{"the flag takes precedence over the variable", "7", "5", 7, ""},
		{"a flag that is right hides a variable that is not", "7", "many", 7, ""},
		{"the message names the variable", "", "many", 0, `RACEKIT_SCHEDULES="many": want a number, at least 1`},
	} {
		forget(t, "racekit.schedules")
		if row.flag != "" {
			if err := flag.Set("racekit.schedules", row.flag); err != nil {
				t.Fatal(err)
			}
		}
		v := settings.Values{Schedules: 3}
		err := Override(&v, func(name string) string { return map[string]string{"RACEKIT_SCHEDULES": row.variable}[name] })
		switch {
		case row.bad != "" && (err == nil || err.Error() != row.bad), row.bad == "" && err != nil:
			t.Errorf("%s: %v, want %q", row.reason, err, row.bad)
		case err == nil && v.Schedules != row.want:
			t.Errorf("%s: %d schedules, want %d", row.reason, v.Schedules, row.want)
		}
	}
	forget(t, "racekit.time")
	if err := flag.Set("racekit.time", "fake"); err == nil || err.Error() != "want virtual or early or real" {
		t.Errorf("a flag that is wrong: %v", err)
	}
}

// A child process is given the flags of its parent by their values.
func TestFlagValue(t *testing.T) {
	forget(t, "racekit.budget")
	if err := flag.Set("racekit.budget", "2m"); err != nil {
		t.Fatal(err)
	}
	if got := flag.Lookup("racekit.budget").Value.String(); got != "2m" {
		t.Errorf("the flag has the value %q, want 2m", got)
	}
}

// forget makes a flag one that was not given, until the test ends as well.
func forget(t *testing.T, name string) {
	v := flag.Lookup(name).Value.(*value)
	before := *v
	v.text, v.given = "", false
	t.Cleanup(func() { *v = before })
}
