package racekit

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/native"
)

// defaultPerInput is how many schedules an input is run under.
const defaultPerInput = 20

// Fuzz lets Go's fuzzer choose input and schedule together: body gets the input
// and is run under 20 schedules, which a number that the fuzzer also changes
// makes. An entry of the corpus has both, so a crasher in testdata/fuzz repeats
// both, and seeds are given by f.Add([]byte("input"), uint64(1)). Body is
// explored in this process; Seed has no meaning. rapid.MakeFuzz makes a body of
// a rapid property. With an ordinary toolchain, body runs once, disturbed.
func Fuzz(f *testing.F, body func(t *testing.T, in []byte), opts ...Option) {
	f.Helper()
	if body == nil {
		f.Fatal("racekit.Fuzz: the body is nil")
	}
	f.Fuzz(func(t *testing.T, in []byte, schedule uint64) {
		run := func(t *testing.T) { body(t, in) }
		if !harness.Controls(t) {
			native.Disturbed(schedule, func() { run(t) })
			return
		}
		Test(t, run, append(append([]Option{Schedules(defaultPerInput)}, opts...), Seed(schedule))...)
	})
}
