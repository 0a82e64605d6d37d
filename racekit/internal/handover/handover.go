// Package handover is how a test that explores itself tells racekit test, which
// has started its process, what it has found: by a file, of which each line is
// what one call of the library has explored.
package handover

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// Variable names the file.
const Variable = "RACEKIT_HANDOVER"

// An Exploration is what one call of the library has explored.
type Exploration struct {
	Test      string // subtests included
	Schedules int
	Distinct  int
	Findings  []Finding
}

// A Finding is one that the parent reports, records and accepts as its own.
type Finding struct {
	Identity string
	// Spec repeats the finding's execution in a worker of the same binary. It is
	// nil if only the process that found it could do so.
	Spec     *execution.Spec
	Strategy sched.Config // that has found it
	// Failure is what was seen. It has a trace only if Spec is nil.
	Failure report.Failure
}

// To is the file that this process hands to; "" if nobody waits for that. What
// it starts has other parents.
var To = take()

func take() string {
	file := os.Getenv(Variable)
	os.Unsetenv(Variable)
	return file
}

// Give appends x to the file.
func Give(file string, x Exploration) error {
	for i := range x.Findings {
		if x.Findings[i].Spec != nil {
			x.Findings[i].Failure.Trace = nil
		}
	}
	line, err := json.Marshal(x)
	if err != nil {
		return fmt.Errorf("what %s has found cannot be handed to racekit test: %w", x.Test, err)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("what %s has found cannot be handed to racekit test: %w", x.Test, err)
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

// Take reads what was given; nothing if there is no file. A last line that was
// cut short, because its process ended, is an error beside what stands before.
func Take(file string) (all []Exploration, err error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for dec := json.NewDecoder(bufio.NewReader(f)); dec.More(); {
		var x Exploration
		if err := dec.Decode(&x); err != nil {
			return all, fmt.Errorf("what tests that explore themselves have found could not all be read: %w", err)
		}
		all = append(all, x)
	}
	return all, nil
}
