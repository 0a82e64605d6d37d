// Package finding says what went wrong in an execution: its kind, its cause and
// its identity.
package finding

import "github.com/racekit/toolkit/racekit/internal/trace"

// A Finding is one thing wrong with one execution.
type Finding struct {
	Kind    Kind
	Message string // one line
	// Sites are the code positions that make it this finding: the two accesses
	// of a race, the places where a deadlock's goroutines wait, the top of a
	// panic's stack. Order does not matter to the identity.
	Sites []trace.Frame
	// Detail is the text shown below the headline (race report, stacks).
	Detail string
	// Race is the report of a data race, nil if it could not be read.
	Race *Race
	// Tasks are the goroutines that panicked or leaked, as far as they are known.
	Tasks []uint32
}
