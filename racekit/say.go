package racekit

import (
	"runtime"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/harness"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Sometimes says that condition must hold here in at least one of the explored
// executions: what, for example "the queue is full". If it never does, the
// exploration fails and says so: the test does not test what it is for. Call it
// on a path that every execution takes: a call that is never reached is not
// reported as missing. With an ordinary toolchain, and outside of explorations,
// it has no effect.
func Sometimes(t testing.TB, condition bool, what string) {
	at := trace.Frame{}
	if pc, file, line, ok := runtime.Caller(1); ok {
		at = trace.Frame{Func: runtime.FuncForPC(pc).Name(), File: file, Line: line}
	}
	harness.Mark(t, explore.SometimesMark(at, what, condition))
}

// Note puts values into the trace of this execution; reports show them between
// the steps. Values are shown as fmt.Sprintln does, with spaces between them, but
// without addresses and the contents of maps. It orders nothing, so that it hides
// no race. Notes beyond 1024 in one execution are dropped. With an ordinary
// toolchain, and outside of explorations, it has no effect.
func Note(t testing.TB, args ...any) { harness.Note(t, args) }

// Point is a scheduling point, like those before each operation that others
// could notice. With Cooperative it is the await: others may run here. With an
// ordinary toolchain it sometimes yields or sleeps for a moment.
func Point(t testing.TB) { harness.Point(t) }
