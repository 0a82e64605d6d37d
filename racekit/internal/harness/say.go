package harness

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/native"
)

// speaker are the methods by which a test speaks to the execution that it is
// part of. Outside of one they do nothing.
type speaker interface {
	RacekitPoint()
	RacekitMark(text string)
	RacekitNote(args ...any)
}

// Point is a scheduling point of t's goroutine before what follows in the
// caller's caller; natively, a moment at which others may run.
func Point(t testing.TB) {
	if s, ok := t.(speaker); ok {
		s.RacekitPoint()
		return
	}
	native.Point()
}

// Mark counts the execution for text.
func Mark(t testing.TB, text string) {
	if s, ok := t.(speaker); ok {
		s.RacekitMark(text)
	}
}

// Note puts args into the trace, with spaces between them.
func Note(t testing.TB, args []any) {
	s, ok := t.(speaker)
	if !ok {
		return
	}
	var spaced []any
	for i, arg := range args {
		if i > 0 {
			spaced = append(spaced, " ")
		}
		spaced = append(spaced, arg)
	}
	s.RacekitNote(spaced...)
}
