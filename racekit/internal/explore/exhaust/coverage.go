package exhaust

import (
	"fmt"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// An Extent says how far a Coverage goes.
type Extent uint8

const (
	Sampled  Extent = iota // some schedules
	Bounded                // all with at most Bound preemptions
	Complete               // all, up to commuting independent steps
)

// A Coverage says which schedules of a test were explored. It is what the
// absence of a finding means, and never more than that.
type Coverage struct {
	Extent    Extent
	Bound     int    // preemptions, if Bounded
	Schedules int    // explored to the end; if Complete, no two of them equal
	OnTime    bool   // the test has timers, and they fired only when nobody could run
	Why       string // it goes no further; empty if it is Complete or that was not asked for
	// Uses are facts because of which something may be left out though these
	// schedules were explored.
	Uses execution.Uses
	// Beside is a test of the package whose goroutines may run beside this one;
	// empty if there is none.
	Beside string
}

// Verified reports whether all schedules that the Extent names are known to
// show nothing else.
func (c Coverage) Verified() bool { return c.Extent != Sampled && c.Unsure() == "" }

// Alone reports whether it would be so, were there no parallel tests beside the
// test.
func (c Coverage) Alone() bool {
	if c.Uses&execution.UsesParallel == 0 {
		return false
	}
	c.Uses &^= execution.UsesParallel
	return c.Verified()
}

// Unsure says why not, though they were explored; empty if nothing is left out.
func (c Coverage) Unsure() string {
	unsure := c.Uses.Blinds().String()
	if c.Beside != "" {
		if unsure != "" {
			unsure += "; "
		}
		unsure += "goroutines that " + c.Beside + " leaves may run at the same time, and both use package variables"
	}
	return unsure
}

// String returns the words used in reports.
func (c Coverage) String() string {
	switch {
	case c.Extent == Complete && c.Schedules == 1:
		return c.Which() + " (any other differs only in the order of independent steps)"
	case c.Extent == Complete:
		return c.Which() + " (up to commuting independent steps)"
	}
	return c.Which()
}

// Which names the schedules, and does not say which of them count as one.
func (c Coverage) Which() string {
	which := ""
	if c.OnTime {
		which = " in which timers are on time"
	}
	switch {
	case c.Extent == Complete && c.Schedules == 1:
		return "the only schedule" + which
	case c.Extent == Complete:
		return fmt.Sprintf("all %d schedules%s", c.Schedules, which)
	case c.Extent == Bounded && c.Bound == 0:
		return "all schedules without a preemption" + which
	case c.Extent == Bounded:
		return fmt.Sprintf("all schedules with at most %s%s", text.Count(c.Bound, "preemption"), which)
	}
	return "a sample of " + text.Count(c.Schedules, "schedule")
}
