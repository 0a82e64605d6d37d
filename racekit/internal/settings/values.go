package settings

import (
	"errors"
	"strconv"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// Values are what the settings say: how far to explore, and how.
type Values struct {
	Schedules  int
	Budget     time.Duration // 0 is without limit
	Seed       uint64
	Strategies []sched.Config // take turns
	Model      execution.Model
	Clock      Clock
	Leaks      Leaks
	Detector   execution.Detector // of the build
}

// Defaults are the values of a user who asks for nothing. With short they are
// those of a test of the library under -short.
func Defaults(short bool) Values {
	var v Values
	for _, s := range All {
		text := s.Default
		if short && s.Short != "" {
			text = s.Short
		}
		if err := s.Parse(&v, text); err != nil {
			panic("settings: the default of " + s.Name + ": " + err.Error())
		}
	}
	return v
}

// Spec is an execution as the values want it.
func (v *Values) Spec() execution.Spec {
	return execution.Spec{Seed: v.Seed, Model: v.Model, RealTime: v.Clock.Real, Early: v.Clock.Early, Leaks: v.Leaks != NoLeaks}
}

// A Clock is what tests see of time. Its zero value is virtual time.
type Clock struct{ Real, Early bool }

// Leaks says which goroutines that can never run again are reported.
type Leaks uint8

const (
	AllLeaks Leaks = iota
	NewLeaks       // those that the default schedule does not show
	NoLeaks
)

// String implements flag.Value.
func (l *Leaks) String() string { return [...]string{"all", "new", "off"}[*l] }

// Set implements flag.Value.
func (l *Leaks) Set(text string) error {
	on, err := strconv.ParseBool(text)
	switch {
	case text == "all", err == nil && on:
		*l = AllLeaks
	case text == "new":
		*l = NewLeaks
	case text == "off", err == nil:
		*l = NoLeaks
	default:
		return errors.New("want all, new or off (or true for all, false for off)")
	}
	return nil
}
