// Package handover is how a test that explores itself tells racekit test, which
// has started its process, what it has found: by a file, of which each line is
// what one call of the library has come to.
package handover

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/racekit/toolkit/racekit/internal/campaign"
)

// variable holds an Order, as JSON.
const variable = "RACEKIT_HANDOVER"

// An Order is what racekit test wants of the campaigns in a process.
type Order struct {
	File    string              // that results are handed to
	Records string              // the folder for records of the package
	Keep    bool                // findings are recorded
	AsFound bool                // schedules are not made simpler
	Package string              // import path
	Tags    string              // of the build
	GOROOT  string              // that built the test, and that readers know as $GOROOT
	Module  string              // its folder
	Known   map[string][]string // by test: identities of what recorded schedules have shown
}

// Variable returns the variable by which a process gets o.
func (o Order) Variable() (string, error) {
	text, err := json.Marshal(o)
	return variable + "=" + string(text), err
}

// To is the order of this process; nil if nobody waits for results. What it
// starts has other parents.
var To = take()

func take() *Order {
	text := os.Getenv(variable)
	os.Unsetenv(variable)
	var o Order
	if text == "" || json.Unmarshal([]byte(text), &o) != nil || o.File == "" {
		return nil
	}
	return &o
}

// Give appends r to the file.
func (o *Order) Give(r campaign.Result) error {
	line, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("what %s has found cannot be handed to racekit test: %w", r.Test, err)
	}
	f, err := os.OpenFile(o.File, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		return fmt.Errorf("what %s has found cannot be handed to racekit test: %w", r.Test, err)
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Close())
}

// Take reads what was given; nothing if there is no file. A last line that was
// cut short, because its process ended, is an error beside what stands before.
func Take(file string) (all []campaign.Result, err error) {
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	for dec := json.NewDecoder(bufio.NewReader(f)); dec.More(); {
		var r campaign.Result
		if err := dec.Decode(&r); err != nil {
			return all, fmt.Errorf("what tests that explore themselves have found could not all be read: %w", err)
		}
		all = append(all, r)
	}
	return all, nil
}
