package learn

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/racekit/toolkit/racekit/internal/file"
)

// StateFile is where the progress is kept, below the folder of the exercises.
var StateFile = filepath.Join(".racekit", "learn.json")

// A State is how far a learner came.
type State struct {
	Version   int                  `json:"version"`
	Current   string               `json:"current"` // name of an exercise
	Exercises map[string]*Progress `json:"exercises"`
}

// A Progress is that of one exercise.
type Progress struct {
	Attempts int       `json:"attempts"`
	Gates    [3]bool   `json:"gates"` // open at the last attempt: race, property, liveness
	Passed   bool      `json:"passed"`
	Hints    int       `json:"hints,omitempty"`    // seen
	Steps    int       `json:"steps,omitempty"`    // of the default schedule, at first
	First    time.Time `json:"first,omitzero"`     // attempt
	Done     time.Time `json:"done,omitzero"`      // when it passed
	Switches *int      `json:"switches,omitempty"` // fewest with which it was broken by hand
	Picks    []int     `json:"picks,omitempty"`    // what was said then
}

const stateVersion = 1

// errState is for files that are no state.
var errState = errors.New("delete it to start over; the exercises themselves stay")

// LoadState reads the progress in dir. Nothing is an empty state.
func LoadState(dir string) (*State, error) {
	s := &State{Version: stateVersion, Exercises: map[string]*Progress{}}
	name := filepath.Join(dir, StateFile)
	text, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(text, s); err != nil {
		return nil, fmt.Errorf("%s cannot be read (%v): %w", name, err, errState)
	}
	if s.Version != stateVersion {
		return nil, fmt.Errorf("%s has version %d, and this racekit knows %d: %w", name, s.Version, stateVersion, errState)
	}
	if s.Exercises == nil {
		s.Exercises = map[string]*Progress{}
	}
	for name, p := range s.Exercises {
		if p == nil {
			delete(s.Exercises, name)
		}
	}
	return s, nil
}

// Save writes the progress; the file appears by rename.
func (s *State) Save(dir string) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	return write(filepath.Join(dir, StateFile), string(text)+"\n")
}

// Of returns the progress of an exercise, to be changed.
func (s *State) Of(name string) *Progress {
	p := s.Exercises[name]
	if p == nil {
		p = new(Progress)
		s.Exercises[name] = p
	}
	return p
}

// Note counts an attempt.
func (s *State) Note(name string, c *Check, now time.Time) {
	p := s.Of(name)
	p.Attempts++
	if p.First.IsZero() {
		p.First = now
	}
	if p.Steps == 0 {
		p.Steps = c.Steps
	} else {
		c.Before = p.Steps
	}
	for i, failed := range c.Failed {
		p.Gates[i] = !failed && c.Said == "" && c.Unfinished == ""
	}
	if c.Passed() && !p.Passed {
		p.Passed, p.Done = true, now
	}
}

// Next returns the first exercise after the one named that is not passed, from
// the start if there is none after it; nil if all are passed.
func (s *State) Next(all []*Exercise, after string) *Exercise {
	at := -1
	for i, e := range all {
		if e.Name == after {
			at = i
		}
	}
	for i := range all {
		e := all[(at+1+i)%len(all)]
		if p := s.Exercises[e.Name]; p == nil || !p.Passed {
			return e
		}
	}
	return nil
}

// write makes a file appear as a whole, and the folders that it needs.
func write(name, text string) error { return file.SaveAll(name, file.Text(text)) }
