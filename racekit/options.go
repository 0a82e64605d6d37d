package racekit

import (
	"fmt"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/verb"
)

// An Option is accepted by every verb.
type Option interface {
	TestOption
	fuzz()
}

// A TestOption is accepted by Test, Outcomes and Compare, by property.Check and
// by linearizable.Test: by all verbs but Fuzz.
type TestOption interface {
	CompareOption

	// Apply is for the verbs of this module.
	Apply(*settings.Values) error
}

// A CompareOption is accepted by Compare.
type CompareOption interface{ compare(*comparison) error }

// Schedules bounds how many schedules are explored. The default is 1000, with
// -short 100; verbs that explore many bodies have smaller defaults, for each.
// With an ordinary toolchain it is the number of runs.
func Schedules(n int) Option {
	return option(func(v *settings.Values) error {
		if n < 1 {
			return fmt.Errorf("racekit.Schedules(%d): want at least 1", n)
		}
		v.Schedules = n
		return nil
	})
}

// Budget bounds the time of an exploration; no execution begins after it. The
// default is 10s, with -short 1s; 0 leaves only the test's deadline.
func Budget(d time.Duration) Option {
	return option(func(v *settings.Values) error {
		if d < 0 {
			return fmt.Errorf("racekit.Budget(%v): want a duration that is not negative", d)
		}
		v.Budget = d
		return nil
	})
}

// Cooperative lets goroutines be switched only where they block or yield, or
// call Point, as in an event loop. It has no effect with an ordinary toolchain.
func Cooperative() Option {
	return option(func(v *settings.Values) error {
		v.Model = execution.Cooperative
		return nil
	})
}

// Seed selects other schedules. The default is 1, so that two runs over the same
// code agree. Fuzz does not accept it: there the fuzzer makes the schedules.
func Seed(seed uint64) TestOption { return seedOption(seed) }

// MeasureCost has Compare measure what Variant.Op costs for the variants that
// are declared right, in a build without control and race detector.
func MeasureCost() CompareOption { return measureCost{} }

// An option sets what every verb has.
type option func(*settings.Values) error

// Apply implements TestOption.
func (o option) Apply(v *settings.Values) error { return o(v) }
func (o option) compare(c *comparison) error    { return o(&c.settings) }
func (o option) fuzz()                          {}

type seedOption uint64

// Apply implements TestOption.
func (o seedOption) Apply(v *settings.Values) error { v.Seed = uint64(o); return nil }
func (o seedOption) compare(c *comparison) error    { return o.Apply(&c.settings) }

type measureCost struct{}

func (measureCost) compare(c *comparison) error { c.cost = true; return nil }

// settingsOf ends the test if the options or what the user has set make no sense.
func settingsOf(t *testing.T, opts []TestOption) settings.Values {
	t.Helper()
	v := harness.Defaults()
	for _, o := range opts {
		if err := o.Apply(&v); err != nil {
			t.Fatal(err)
		}
	}
	verb.Override(t, &v)
	return v
}
