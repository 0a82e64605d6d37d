package settings

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

func find(t *testing.T, name string) Setting {
	t.Helper()
	for _, s := range All {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("there is no setting %q", name)
	return Setting{}
}

func TestParse(t *testing.T) {
	for _, row := range []struct {
		reason, name, text string
		want               Values
		bad                string // "" is none
	}{
		{"a number", "schedules", "7", Values{Schedules: 7}, ""},
		{"nothing would be explored", "schedules", "0", Values{}, "want a number, at least 1"},
		{"a duration", "budget", "1m", Values{Budget: time.Minute}, ""},
		{"without limit", "budget", "0", Values{}, ""},
		{"a duration has a unit", "budget", "10", Values{}, "want a duration with a unit, as in 5s or 2m"},
		{"time does not run back", "budget", "-1s", Values{}, "want a duration with a unit, as in 5s or 2m"},
		{"the largest seed", "seed", "18446744073709551615", Values{Seed: 1<<64 - 1}, ""},
		{"as package flag reads numbers", "seed", "0x10", Values{Seed: 16}, ""},
		{"a seed is not negative", "seed", "-1", Values{}, "want a number from 0 to 2^64-1"},
		{"a strategy", "strategy", "pct", Values{Strategies: []sched.Config{{Kind: sched.PCT}}}, ""},
		{"the strategies are named", "strategy", "luck", Values{}, "the strategies are mix, walk"},
		{"a model", "model", "cooperative", Values{Model: execution.Cooperative}, ""},
		{"the models are named", "model", "relaxed", Values{}, "want preemptive or cooperative"},
		{"timers that are early", "time", "early", Values{Clock: Clock{Early: true}}, ""},
		{"the machine's clock", "time", "real", Values{Clock: Clock{Real: true}}, ""},
		{"the clocks are named", "time", "fake", Values{}, "want virtual or early or real"},
		{"a detector", "detector", "own", Values{Detector: execution.Own}, ""},
		{"the detectors are named", "detector", "exact", Values{}, "want tsan or own"},
		{"some leaks", "leaks", "new", Values{Leaks: NewLeaks}, ""},
		{"no leaks, as a flag without words says it", "leaks", "false", Values{Leaks: NoLeaks}, ""},
		{"the leaks are named", "leaks", "some", Values{}, "want all, new or off"},
	} {
		s := find(t, row.name)
		var got Values
		err := s.Parse(&got, row.text)
		if (err == nil) != (row.bad == "") || err != nil && !strings.Contains(err.Error(), row.bad) {
			t.Errorf("%s: %s=%s: %v, want %q", row.reason, row.name, row.text, err, row.bad)
		}
		if diff := cmp.Diff(row.want, got); err == nil && diff != "" {
			t.Errorf("%s: %s=%s (-want +got)\n%s", row.reason, row.name, row.text, diff)
		}
	}
}

func TestDefaults(t *testing.T) {
	want := Values{Schedules: 1000, Budget: 10 * time.Second, Seed: 1, Strategies: explore.Mix()}
	if diff := cmp.Diff(want, Defaults(false)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	want.Schedules, want.Budget = 100, time.Second
	if diff := cmp.Diff(want, Defaults(true)); diff != "" {
		t.Errorf("with -short (-want +got)\n%s", diff)
	}
}

// The first of the words is the default, and each has a meaning of its own.
func TestWords(t *testing.T) {
	for _, s := range All {
		seen := map[string]bool{}
		for i, w := range s.Words {
			var v Values
			if err := s.Parse(&v, w); err != nil || i == 0 && w != s.Default || seen[w] {
				t.Errorf("%s: the word %q: %v", s.Name, w, err)
			}
			seen[w] = true
		}
	}
}

// What the settings say arrives in the execution.
func TestSpec(t *testing.T) {
	v := Defaults(false)
	for _, given := range []string{"seed=3", "model=cooperative", "time=early", "leaks=off"} {
		name, text, _ := strings.Cut(given, "=")
		s := find(t, name)
		if err := s.Parse(&v, text); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff(execution.Spec{Seed: 3, Model: execution.Cooperative, Early: true}, v.Spec()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
