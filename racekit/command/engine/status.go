package engine

import (
	"fmt"
	"io"
	"sync"
	"time"

	"golang.org/x/term"

	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// A Status says on stderr how the work goes on: in place on a terminal, as a
// line now and then in CI, and when piped only while something is built.
type Status struct {
	mu     sync.Mutex
	w      io.Writer
	mode   statusMode
	start  time.Time
	now    Counts
	before func() string // says what is done before tests run; nil when they do
	shown  bool          // a line stands on the terminal
	ticker *time.Ticker
	done   chan struct{}
}

// Counts is what a status line shows.
type Counts struct {
	Test      string // that runs now
	Schedules int
	Distinct  int
	Findings  int
}

type statusMode uint8

const (
	StatusOff statusMode = iota // lines, but only while something is built
	statusLine
	statusInPlace
)

// statusModeFor decides by what w is and by $CI.
func statusModeFor(w io.Writer, getenv func(string) string) statusMode {
	if f, ok := w.(frame.IsFile); ok && term.IsTerminal(int(f.Fd())) && getenv("TERM") != "dumb" {
		return statusInPlace
	}
	if ci := getenv("CI"); ci != "" && ci != "false" && ci != "0" {
		return statusLine
	}
	return StatusOff
}

var statusEvery = map[statusMode]time.Duration{
	StatusOff:     10 * time.Second,
	statusInPlace: 200 * time.Millisecond,
	statusLine:    10 * time.Second,
}

func NewStatus(w io.Writer, mode statusMode, every time.Duration) *Status {
	s := &Status{w: w, mode: mode, start: time.Now(), done: make(chan struct{})}
	s.ticker = time.NewTicker(every)
	go func() {
		for {
			select {
			case <-s.ticker.C:
				s.show()
			case <-s.done:
				return
			}
		}
	}()
	return s
}

// StatusFor starts a status on w.
func StatusFor(w io.Writer, getenv func(string) string) *Status {
	mode := statusModeFor(w, getenv)
	return NewStatus(w, mode, statusEvery[mode])
}

// Update changes what the next line will say.
func (s *Status) Update(f func(*Counts)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(&s.now)
}

// Building lets the next lines say what is done before tests can run, until
// the function that it returns is called.
func (s *Status) Building(say func() string) (end func()) {
	set := func(f func() string) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.before = f
	}
	set(say)
	return func() { set(nil); s.Clear() }
}

func (s *Status) show() {
	s.mu.Lock()
	defer s.mu.Unlock()
	var line string
	switch {
	case s.before != nil:
		line = fmt.Sprintf("racekit: %s, %s", time.Since(s.start).Round(time.Second), s.before())
	case s.mode == StatusOff:
		return
	default:
		line = s.now.line(time.Since(s.start))
	}
	if s.mode == statusInPlace {
		fmt.Fprintf(s.w, "\r%s\x1b[K", line)
		s.shown = true
	} else {
		fmt.Fprintln(s.w, line)
	}
}

// Clear takes the line off the terminal, so that results can be printed.
func (s *Status) Clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.shown {
		fmt.Fprint(s.w, "\r\x1b[K")
		s.shown = false
	}
}

func (s *Status) Stop() {
	s.ticker.Stop()
	close(s.done)
	s.Clear()
}

func (c Counts) line(elapsed time.Duration) string {
	rate := 0.0
	if elapsed > 0 {
		rate = float64(c.Schedules) / elapsed.Seconds()
	}
	line := fmt.Sprintf("racekit: %s, %s (%.0f/s), %d distinct, %s",
		elapsed.Round(time.Second), text.Count(c.Schedules, "schedule"), rate, c.Distinct, text.Count(c.Findings, "finding"))
	if c.Test != "" {
		line += ", " + c.Test
	}
	return line
}
