package racekit

import (
	"fmt"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/harness"
)

// An Option says how far or how a test is explored. The flags -racekit.* and
// the variables RACEKIT_* of the same names count more.
type Option interface{ apply(*harness.Settings) error }

type option func(*harness.Settings) error

func (o option) apply(s *harness.Settings) error { return o(s) }

// Schedules bounds how many schedules are explored. The default is 1000, with
// -short 100. Natively it is the number of runs.
func Schedules(n int) Option {
	return option(func(s *harness.Settings) error {
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
	return option(func(s *harness.Settings) error {
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
	return option(func(s *harness.Settings) error {
		s.Seed = seed
		return nil
	})
}

// Strategy says how schedules are chosen: "mix" (the default), "walk", "pct",
// "pos", "urw", "surw", "delay", "fifo" or "lifo". Natively it has no meaning.
func Strategy(name string) Option {
	return option(func(s *harness.Settings) (err error) {
		if s.Strategies, err = explore.Strategy(name); err != nil {
			return fmt.Errorf("racekit.Strategy(%q): %w", name, err)
		}
		return nil
	})
}

// Cooperative lets goroutines be switched only where they block or yield, or
// call Point, as an event loop does. Natively it has no meaning.
func Cooperative() Option {
	return option(func(s *harness.Settings) error {
		s.Model = execution.Cooperative
		return nil
	})
}

// settingsOf ends the test if the options or what the user has set make no sense.
func settingsOf(t *testing.T, opts []Option) harness.Settings {
	t.Helper()
	return settingsFrom(t, harness.Defaults(), opts)
}

// settingsFrom is for verbs with defaults of their own.
func settingsFrom(t *testing.T, s harness.Settings, opts []Option) harness.Settings {
	t.Helper()
	for _, o := range opts {
		if err := o.apply(&s); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Override(nil); err != nil {
		t.Fatalf("racekit: %v", err)
	}
	return s
}
