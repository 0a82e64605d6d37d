package racekit

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/linear"
	"github.com/racekit/toolkit/racekit/internal/native"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

const (
	defaultPrograms  = 100
	defaultSchedules = 50 // of each program
)

// Linearizable tests a concurrent type against itself. It draws short programs
// of calls to the exported methods of what construct makes (a few calls, then
// two or three goroutines with up to four calls each, then a few calls), runs
// each under many schedules, and fails t if the results of one run are not those
// of any sequential order of its calls in which a call that returned before
// another one began comes first. Data races and deadlocks are findings too.
//
// A panic is a result like any other. A call that never returns is right where
// it would wait in a sequential run. Pointers are compared by whether they are
// the same, errors by their text, functions by whether they are nil; elements
// that an iterator or a callback gets have no order if those of equal sequential
// runs have none. Methods that visit elements run only while no others do,
// unless Atomic names them.
//
// Schedules counts per program; its default is 50, with -short 20.
func Linearizable[S any](t *testing.T, construct func() S, opts ...Option) {
	t.Helper()
	call := harness.Begin(t, "racekit.Linearizable")
	s := config{Values: harness.Defaults()}
	s.Programs, s.Schedules = defaultPrograms, defaultSchedules
	if testing.Short() {
		s.Programs, s.Schedules = defaultPrograms/5, defaultSchedules*2/5
	}
	s = settingsFrom(t, s, opts)
	if construct == nil {
		t.Fatalf("racekit.Linearizable: the constructor is nil; pass a function that makes a new value to call methods on")
	}
	s.Linear.New = func() any { return construct() }
	subject, err := linear.NewSubject(s.Linear)
	if err != nil {
		t.Fatalf("racekit.Linearizable: %v", err)
	}
	x := &search{call: call, settings: s, subject: subject}
	switch call.Place {
	case harness.Inside:
		program, whole, ours := call.Item()
		if whole {
			call.Whole()
		}
		if ours {
			x.execute(program)
		}
	case harness.Repeated:
		native.Serve(t, call.N, x.repeat())
	case harness.Ordinary:
		s.Schedules, s.Leaks = s.Programs, settings.NoLeaks // calls that wait are no leak
		perturb(call, s)
	case harness.Controlled:
		ctx, cancel := call.Context()
		defer cancel()
		x.explore(ctx)
	}
}
