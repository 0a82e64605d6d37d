// Package measurement is how a test of scenarios tells racekit matrix, which has
// started its process, what it has measured: by a file with a value per line.
package measurement

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
)

const (
	// FileVariable has the whole path of the file.
	FileVariable = "RACEKIT_MEASUREMENTS"
	// CostVariable, with any value, asks for what the fixes cost instead of what
	// goes wrong.
	CostVariable = "RACEKIT_MEASURE_COST"
)

// A Result is the measurement of a variant with the kernel. One without Variant
// has the Seconds that the whole scenario took.
type Result struct {
	Scenario    string `json:"scenario"`
	Variant     string `json:"variant"`
	Kind        string `json:"kind"`
	Sync        string `json:"sync"`
	Cooperative bool   `json:"cooperative,omitempty"`
	Declared    string `json:"declared"` // scenario.Verdict.String
	Measured    string `json:"measured"`
	OK          bool   `json:"ok"`
	Race        bool   `json:"race"`
	Effect      uint8  `json:"effect"` // scenario.Effect
	// RaceAt and EffectAt are the fewest preemptions seen, scenario.Unknown if
	// none; they are Exact if all schedules with fewer were explored.
	RaceAt      int     `json:"raceAt"`
	RaceExact   bool    `json:"raceExact"`
	EffectAt    int     `json:"effectAt"`
	EffectExact bool    `json:"effectExact"`
	Coverage    string  `json:"coverage"`
	Executions  int     `json:"executions"`
	Distinct    int     `json:"distinct"`
	First       *First  `json:"first,omitempty"`
	Seconds     float64 `json:"seconds,omitempty"`
}

// A First is the first schedule that shows something wrong.
type First struct {
	Schedule    int    `json:"schedule"` // from 1
	Steps       int    `json:"steps"`
	Preemptions int    `json:"preemptions"`
	Finding     string `json:"finding"`
	Report      string `json:"report"` // as in the terminal
}

// A Price is what a fix costs.
type Price struct {
	Scenario string `json:"scenario"`
	Variant  string `json:"variant"`
	// Operation says that Nanos are those of one operation; else they are those
	// of one run of the whole kernel.
	Operation bool `json:"operation,omitempty"`
	// Nanos are for 1, 2, 4 and 8 goroutines: the time of all of them together,
	// divided by what was done. There are none if the fix waits for a timer.
	Nanos []float64 `json:"nanos,omitempty"`
}

// Asked reports whether a file waits for measurements.
func Asked() bool { return os.Getenv(FileVariable) != "" }

// CostAsked reports whether they are to be costs.
func CostAsked() bool { return os.Getenv(CostVariable) != "" }

// Write appends value to the file, if one waits, in one piece, so that the lines
// of several processes do not mix.
func Write(value any) error {
	file := os.Getenv(FileVariable)
	if file == "" {
		return nil
	}
	line, err := json.Marshal(value)
	if err != nil {
		return fmt.Errorf("the measurement was not written: %w", err)
	}
	f, err := os.OpenFile(file, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o666)
	if err != nil {
		return fmt.Errorf("the measurement was not written: %w", err)
	}
	_, err = f.Write(append(line, '\n'))
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("the measurement was not written: %w", err)
	}
	return nil
}

// Read reads what was written. A line that is cut, as that of a process that was
// killed, is an error beside what stands before it.
func Read[T any](text []byte) ([]T, error) {
	var all []T
	lines := bufio.NewScanner(bytes.NewReader(text))
	lines.Buffer(nil, 64<<20)
	for n := 1; lines.Scan(); n++ {
		var r T
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return all, fmt.Errorf("line %d of the measurements cannot be read: %w", n, err)
		}
		all = append(all, r)
	}
	return all, lines.Err()
}
