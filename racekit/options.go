package racekit

import (
	"fmt"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/linear"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

// A config is what a verb was told.
type config struct {
	settings.Values
	Cost     bool
	Linear   linear.Config
	Programs int
	Picture  string // file for porcupine's visualization; "" is none
}

// An Option says how far or how a test is explored. The flags -racekit.* and
// the variables RACEKIT_* of the same names count more.
type Option interface{ apply(*config) error }

type option func(*config) error

func (o option) apply(s *config) error { return o(s) }

// Schedules bounds how many schedules are explored. The default is 1000, with
// -short 100. Natively it is the number of runs.
func Schedules(n int) Option {
	return option(func(s *config) error {
		if n < 1 {
			return fmt.Errorf("racekit.Schedules(%d): want at least 1", n)
		}
		s.Schedules = n
		return nil
	})
}

// Budget bounds how long is explored; no execution begins after it. The
// default is 10s, with -short 1s; 0 is no bound beside the test's deadline.
func Budget(d time.Duration) Option {
	return option(func(s *config) error {
		if d < 0 {
			return fmt.Errorf("racekit.Budget(%v): want a duration that is not negative", d)
		}
		s.Budget = d
		return nil
	})
}

// Seed makes other schedules. The default is 1, so that two runs over the same
// code agree.
func Seed(seed uint64) Option {
	return option(func(s *config) error {
		s.Seed = seed
		return nil
	})
}

// Strategy says how schedules are chosen: "mix" (the default), "walk", "pct",
// "pos", "urw", "surw", "delay" or "fifo". Natively it has no meaning.
func Strategy(name string) Option {
	return option(func(s *config) (err error) {
		if s.Strategies, err = explore.Strategy(name); err != nil {
			return fmt.Errorf("racekit.Strategy(%q): %w", name, err)
		}
		return nil
	})
}

// Cooperative lets goroutines be switched only where they block or yield, or
// call Point, as an event loop does. Natively it has no meaning.
func Cooperative() Option {
	return option(func(s *config) error {
		s.Model = execution.Cooperative
		return nil
	})
}

// MeasureCost has Compare measure what the Op of each right variant costs.
func MeasureCost() Option {
	return option(func(s *config) error {
		s.Cost = true
		return nil
	})
}

// settingsOf ends the test if the options or what the user has set make no sense.
func settingsOf(t *testing.T, opts []Option) config {
	t.Helper()
	return settingsFrom(t, config{Values: harness.Defaults()}, opts)
}

// settingsFrom is for verbs with defaults of their own.
func settingsFrom(t *testing.T, s config, opts []Option) config {
	t.Helper()
	for _, o := range opts {
		if err := o.apply(&s); err != nil {
			t.Fatal(err)
		}
	}
	if err := harness.Override(&s.Values, nil); err != nil {
		t.Fatalf("racekit: %v", err)
	}
	return s
}
