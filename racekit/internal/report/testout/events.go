// Package testout writes what go test writes of a package: its last line, and
// the events of -json.
package testout

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// An Event is a line of go test -json. The fields and their order are those of
// cmd/internal/test2json, as far as racekit has something to say in them.
type Event struct {
	Time        *time.Time `json:",omitempty"`
	Action      string
	Package     string   `json:",omitempty"`
	Test        string   `json:",omitempty"`
	Elapsed     *float64 `json:",omitempty"` // seconds
	Output      *string  `json:",omitempty"`
	FailedBuild string   `json:",omitempty"`
}

// Events writes the events of one package. It is not safe for concurrent use.
type Events struct {
	W       io.Writer
	Package string
	// Now gives the events' times; without it they have none.
	Now func() time.Time

	part map[string][]byte // output without its line's end, by test
	err  error
}

// Start says that the package's tests are about to run.
func (e *Events) Start() { e.write(Event{Action: "start"}) }

// Run says that a test or subtest begins.
func (e *Events) Run(test string) {
	e.write(Event{Action: "run", Test: test})
	e.frame(test, "=== RUN   "+test+"\n")
}

// Output reports what a test (the package if test is empty) printed, an event
// for each line; what has no line's end waits for it.
func (e *Events) Output(test string, text []byte) {
	if e.part == nil {
		e.part = map[string][]byte{}
	}
	text = append(e.part[test], text...)
	for {
		i := bytes.IndexByte(text, '\n')
		if i < 0 {
			break
		}
		e.output(test, text[:i+1])
		text = text[i+1:]
	}
	e.part[test] = bytes.Clone(text)
}

func (e *Events) output(test string, line []byte) {
	s := string(line)
	e.write(Event{Action: "output", Test: test, Output: &s})
}

// End reports how a test ended: "pass", "fail" or "skip".
func (e *Events) End(action, test string, elapsed time.Duration) {
	e.flush(test)
	s := elapsed.Round(10 * time.Millisecond).Seconds()
	e.frame(test, fmt.Sprintf("--- %s: %s (%.2fs)\n", strings.ToUpper(action), test, s))
	e.write(Event{Action: action, Test: test, Elapsed: &s})
}

// EndPackage reports how the package ended.
func (e *Events) EndPackage(s Summary) {
	e.flush("")
	action, verdict := "pass", "PASS\n"
	switch {
	case s.Failed || s.Built != "":
		action, verdict = "fail", "FAIL\n"
	case s.NoFiles:
		action = "skip"
	case s.NoTests:
		e.frame("", "testing: warning: no tests to run\n")
	}
	if !s.NoFiles && s.Built == "" {
		e.frame("", verdict)
	}
	if s.Coverage != "" {
		e.output("", []byte(s.Coverage+"\n"))
	}
	if line := s.line(); action == "fail" {
		e.frame("", line)
	} else {
		e.output("", []byte(line)) // go test does not type the other ones
	}
	seconds := s.Elapsed.Round(time.Millisecond).Seconds()
	ev := Event{Action: action, Elapsed: &seconds}
	if s.Built != "" {
		ev.FailedBuild = cmp.Or(s.BuildID, e.Package)
	}
	e.write(ev)
}

func (e *Events) flush(test string) {
	if rest := e.part[test]; len(rest) > 0 {
		e.output(test, rest)
	}
	delete(e.part, test)
}

func (e *Events) frame(test, line string) {
	e.write(Event{Action: "output", Test: test, Output: &line})
}

// Err returns the first error of writing.
func (e *Events) Err() error { return e.err }

func (e *Events) write(ev Event) {
	if e.err != nil {
		return
	}
	ev.Package = e.Package
	if e.Now != nil {
		t := e.Now()
		ev.Time = &t
	}
	line, err := json.Marshal(ev)
	if err == nil {
		_, err = e.W.Write(append(line, '\n'))
	}
	e.err = err
}
