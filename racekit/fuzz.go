package racekit

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/native"
)

// defaultPerInput is how many schedules an input is run under.
const defaultPerInput = 20

// Fuzz lets Go's fuzzer choose input and schedule together: body gets the input
// and is run under 20 schedules, which derive from a number that the fuzzer also
// changes. An entry of the corpus has both, so a crasher in testdata/fuzz repeats
// both, and seeds are given by f.Add([]byte("input"), uint64(1)). Body is
// explored in this process. rapid.MakeFuzz makes a body of a rapid property.
// With an ordinary toolchain body runs once, with random delays.
func Fuzz(f *testing.F, body func(t *testing.T, in []byte), opts ...Option) {
	f.Helper()
	if body == nil {
		f.Fatal("racekit.Fuzz: the body is nil")
	}
	all := []TestOption{Schedules(defaultPerInput)}
	for _, o := range opts {
		all = append(all, o)
	}
	f.Fuzz(func(t *testing.T, in []byte, schedule uint64) {
		once := func(t *testing.T) { body(t, in) }
		if !harness.Controls(t) {
			native.Disturbed(schedule, func() { once(t) })
			return
		}
		call := harness.Begin(t, "racekit.Fuzz")
		v := settingsOf(t, all)
		v.Seed = schedule
		run(call, v, once)
	})
}
