package harness

import (
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/linear"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// Settings say how far to explore. A flag counts before its variable, and both
// before what the test says.
type Settings struct {
	Schedules  int
	Budget     time.Duration // 0 is no bound
	Seed       uint64
	Strategy   string
	Strategies []sched.Config
	Model      execution.Model
	Leaks      bool   // a goroutine that is left for ever is a finding
	NewLeaks   bool   // but not where the default schedule shows it as well
	JSON       string // file for measurements; empty is none
	Cost       bool   // measure what operations cost

	// Of racekit.Linearizable.
	Linear   linear.Config
	Programs int
	Picture  string // file for porcupine's visualization; "" is none
}

// Defaults are the settings of a test that says nothing.
func Defaults() Settings {
	s := Settings{Schedules: 1000, Budget: 10 * time.Second, Seed: 1, Strategy: "mix", Strategies: explore.Mix(), Leaks: true}
	if testing.Short() {
		s.Schedules, s.Budget = 100, time.Second
	}
	return s
}

// A setting is one that users have a flag and a variable for.
type setting struct {
	name  string // -racekit.name
	env   string
	usage string
	set   func(*Settings, string) error
	value string // of the flag
	bool  bool   // the flag needs no value
	given bool
}

var settings = []*setting{
	{name: "schedules", env: "RACEKIT_SCHEDULES", usage: "explore `n` schedules (default 1000, with -short 100)", set: func(s *Settings, v string) error {
		n, err := strconv.Atoi(v)
		if err != nil || n < 1 {
			return fmt.Errorf("want a number, at least 1")
		}
		s.Schedules = n
		return nil
	}},
	{name: "budget", env: "RACEKIT_BUDGET", usage: "explore for at most `d`, 0 is without limit (default 10s, with -short 1s)", set: func(s *Settings, v string) error {
		d, err := time.ParseDuration(v)
		if err != nil || d < 0 {
			return fmt.Errorf("want a duration like 10s")
		}
		s.Budget = d
		return nil
	}},
	{name: "seed", env: "RACEKIT_SEED", usage: "`seed` of all schedules (default 1)", set: func(s *Settings, v string) (err error) {
		if s.Seed, err = strconv.ParseUint(v, 10, 64); err != nil {
			return fmt.Errorf("want a number from 0 to 2^64-1")
		}
		return nil
	}},
	{name: "strategy", env: "RACEKIT_STRATEGY", usage: "choose schedules by `name` (default mix)", set: func(s *Settings, v string) (err error) {
		s.Strategy = v
		s.Strategies, err = explore.Strategy(v)
		return err
	}},
	{name: "model", env: "RACEKIT_MODEL", usage: "switch goroutines `anywhere`: preemptive (the default), or only where they block or yield: cooperative", set: func(s *Settings, v string) error {
		m, ok := sched.ModelOf(v)
		if !ok {
			return fmt.Errorf("the models are %s", strings.Join(sched.Models(), ", "))
		}
		s.Model = m
		return nil
	}},
	{name: "leaks", env: "RACEKIT_LEAKS", usage: "report goroutines that can never run again: `all` (the default), new (what the default schedule does not show) or off", set: func(s *Settings, v string) error {
		switch v {
		case "all", "new", "off":
			s.Leaks, s.NewLeaks = v != "off", v == "new"
		default:
			return fmt.Errorf("want all, new or off")
		}
		return nil
	}},
	{name: "cost", env: "RACEKIT_COST", bool: true, usage: "measure what the operations of compared variants cost", set: func(s *Settings, v string) (err error) {
		if s.Cost, err = strconv.ParseBool(v); err != nil {
			return fmt.Errorf("want true or false")
		}
		return nil
	}},
	{name: "json", env: "RACEKIT_JSON", usage: "append what is measured of scenarios to `file`", set: func(s *Settings, v string) error {
		s.JSON = v
		return nil
	}},
}

func init() {
	for _, x := range settings {
		flag.Var(x, "racekit."+x.name, x.usage)
	}
}

// String implements flag.Value.
func (x *setting) String() string { return x.value }

// IsBoolFlag is for package flag.
func (x *setting) IsBoolFlag() bool { return x.bool }

// Set implements flag.Value.
func (x *setting) Set(v string) error {
	var scratch Settings
	x.value, x.given = v, true
	return x.set(&scratch, v)
}

// Override applies the variables, which lookup finds, and then the flags. A nil
// lookup is os.LookupEnv.
func (s *Settings) Override(lookup func(string) (string, bool)) error {
	if lookup == nil {
		lookup = os.LookupEnv
	}
	for _, x := range settings {
		name, v := "", ""
		if x.given {
			name, v = "-racekit."+x.name, x.value
		} else if value, ok := lookup(x.env); ok && value != "" {
			name, v = x.env, value
		}
		if name == "" {
			continue
		}
		if err := x.set(s, v); err != nil {
			return fmt.Errorf("%s=%q: %w", name, v, err)
		}
	}
	return nil
}

// Given returns the flags that make the settings what they are, beside the
// defaults and what the test says itself.
func Given() []string {
	var out []string
	for _, x := range settings {
		if v := os.Getenv(x.env); x.given {
			out = append(out, fmt.Sprintf("-racekit.%s=%s", x.name, x.value))
		} else if v != "" {
			out = append(out, fmt.Sprintf("-racekit.%s=%s", x.name, v))
		}
	}
	return out
}
