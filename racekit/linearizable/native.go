package linearizable

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/linear"
	"github.com/racekit/toolkit/racekit/internal/linear/judge"
	"github.com/racekit/toolkit/racekit/internal/native"
)

// repeat returns the body of native runs: one for each program, which is run as
// often as it would have schedules.
func (x *search) repeat() func(*testing.T) {
	i := -1
	return func(t *testing.T) {
		i++
		p := x.program(i)
		checker, bad := x.tryOrdinary(p)
		if bad == nil {
			return
		}
		x.tried = i + 1
		linear.Shrink(p, shrinkPrograms, func(q linear.Program) bool {
			c, h := x.tryOrdinary(q)
			if h != nil {
				checker, bad = c, h
			}
			return h != nil
		})
		t.Fatal(x.describe(checker, bad))
	}
}

// tryOrdinary runs a program without control.
func (x *search) tryOrdinary(p linear.Program) (c *linear.Checker, bad *linear.History) {
	c = linear.NewChecker(x.subject, p)
	for range x.Schedules {
		h := x.subject.Begin(p)
		judge.RunOrdinary(x.subject, h, native.Point)
		switch c.Check(h) {
		case linear.NotLinearizable, linear.Unstable:
			return c, h
		}
		if h.Stuck {
			break // each of these leaves goroutines behind
		}
	}
	return c, nil
}
