package learn

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
)

// A Grader explores the learner's code of an exercise in dir. If that is to be
// broken by hand, it is tried with the picks of before.
type Grader func(ctx context.Context, dir string, e *Exercise, before *Progress) (*Check, error)

// A Session is one learner at work.
type Session struct {
	Dir   string
	All   []*Exercise
	State *State
	Grade Grader
	Out   io.Writer
	Style Style
	Now   func() time.Time
	Here  string // the path of Dir, as it is shown

	Clear string // what clears the screen; empty in a terminal that cannot
	// Size is that of the screen; nil if it has no end.
	Size func() (width, height int)
	// Break lets the learner be the scheduler: keys are what they type.
	Break func(ctx context.Context, e *Exercise, keys io.Reader) error

	saved <-chan string
	keys  *keyboard
	last  *Check // of the current exercise; nil before the first
	more  string // what a key asked to see instead
	top   int    // the first line of it that is shown
	next  int    // the first of the next page
}

// Current is the exercise that the learner is at.
func (s *Session) Current() *Exercise {
	for _, e := range s.All {
		if e.Name == s.State.Current {
			return e
		}
	}
	return s.All[0]
}

// Check grades an exercise and keeps the result.
func (s *Session) Check(ctx context.Context, e *Exercise) (*Check, error) {
	c, err := s.Grade(ctx, s.Dir, e, s.State.Of(e.Name))
	if err == nil {
		err = ctx.Err()
	}
	if err != nil {
		return nil, err
	}
	if !c.Unbroken {
		s.State.Note(e.Name, c, s.Now())
	}
	return c, s.State.Save(s.Dir)
}

// Broke notes that the learner broke an exercise. best reports whether nobody
// did so before with fewer switches.
func (s *Session) Broke(e *Exercise, switches int, picks []int) (best bool, err error) {
	p := s.State.Of(e.Name)
	if best = p.Switches == nil || switches < *p.Switches; best {
		p.Switches, p.Picks = &switches, picks
	}
	if e.Break {
		s.last = &Check{Switches: *p.Switches}
		s.State.Note(e.Name, s.last, s.Now())
	}
	return best, s.State.Save(s.Dir)
}

// Watch checks the current exercise whenever it is saved, and does what keys
// ask for, until q, the end of keys, or the end of ctx.
func (s *Session) Watch(ctx context.Context, saved <-chan string, keys <-chan byte) error {
	s.saved, s.keys = saved, &keyboard{from: keys}
	end, err := s.check(ctx)
	for !end && err == nil {
		s.draw()
		if k, ok := s.keys.kept(); ok {
			end, err = s.key(ctx, k)
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case name := <-saved:
			if s.concerns(name) {
				end, err = s.check(ctx)
			}
		case k, ok := <-keys:
			if !ok {
				return nil
			}
			end, err = s.key(ctx, k)
		}
	}
	return err
}

// concerns reports whether a file is part of the current exercise, or is its folder.
func (s *Session) concerns(name string) bool {
	if filepath.Base(name) == s.Current().Name {
		return true
	}
	return filepath.Base(filepath.Dir(name)) == s.Current().Name && filepath.Ext(name) == ".go"
}

// check grades the current exercise, anew if it is saved meanwhile. end says
// that the learner has enough.
func (s *Session) check(ctx context.Context) (end bool, err error) {
	s.more, s.top = "", 0
	for again := true; again && err == nil; {
		fmt.Fprintf(s.Out, "checking %s ... (^C ends)\n", s.Current().Name)
		again, end, err = s.attempt(ctx)
	}
	return end, err
}

// attempt grades the current exercise; again says that it was saved meanwhile.
func (s *Session) attempt(ctx context.Context) (again, end bool, err error) {
	grading, cancel := context.WithCancel(ctx)
	defer cancel()
	type grade struct {
		*Check
		error
	}
	graded := make(chan grade, 1)
	e := s.Current()
	go func() {
		c, err := s.Check(grading, e)
		graded <- grade{c, err}
	}()
	for {
		select {
		case g := <-graded:
			if ctx.Err() != nil {
				return false, true, nil
			}
			s.last = g.Check
			return false, false, g.error
		case name := <-s.saved:
			again = s.concerns(name)
		case k, ok := <-s.keys.typed():
			end = s.keys.keep(k, ok)
		}
		if again || end {
			cancel()
			<-graded
			return again && !end, end, nil
		}
	}
}

// key does what one key asks for.
func (s *Session) key(ctx context.Context, k byte) (end bool, err error) {
	if k == ' ' {
		s.top = s.next
		return false, nil
	}
	s.more, s.top = "", 0
	e := s.Current()
	if k == 'q' || interrupts(k) {
		return true, nil
	}
	switch k {
	case 'n':
		if next := s.State.Next(s.All, e.Name); next != nil {
			return s.move(ctx, next)
		}
		s.more = "All exercises are done."
	case 'p':
		for i, x := range s.All {
			if x == e {
				return s.move(ctx, s.All[(i+len(s.All)-1)%len(s.All)])
			}
		}
	case 'h':
		s.more, err = s.Hint(e)
	case 't':
		s.more = s.trace()
	case 'b':
		err = s.Break(ctx, e, s.keys)
	case 'l':
		var b strings.Builder
		s.Style.WriteList(&b, s.All, s.State)
		s.more = b.String()
	case 's':
		s.more, err = s.solution(e)
	case 'x':
		if err := e.Write(s.Dir); err != nil {
			return false, err
		}
		return s.check(ctx)
	case '\r', '\n', 'r':
		return s.check(ctx)
	}
	return false, err
}

// trace is all failing schedules of the last check.
func (s *Session) trace() string {
	var all []string
	if s.last != nil {
		for _, f := range s.last.Shown {
			all = append(all, f.Report)
		}
	}
	if len(all) == 0 {
		return "There is no failing schedule to show."
	}
	return strings.Join(all, "\n")
}

func (s *Session) move(ctx context.Context, e *Exercise) (end bool, err error) {
	s.State.Current = e.Name
	if err := s.State.Save(s.Dir); err != nil {
		return false, err
	}
	return s.check(ctx)
}

// Hint gives one hint more than the learner has seen, with those before; after
// the third all three.
func (s *Session) Hint(e *Exercise) (string, error) {
	p := s.State.Of(e.Name)
	p.Hints = min(p.Hints+1, 3)
	hints := e.Hints()
	var b strings.Builder
	for i, h := range hints[:p.Hints] {
		fmt.Fprintf(&b, "hint %d of %d: %s\n", i+1, len(hints), h)
	}
	return b.String(), s.State.Save(s.Dir)
}

// solution shows a right variant to those who have found one.
func (s *Session) solution(e *Exercise) (string, error) {
	if e.Break {
		return "This one is to be broken, not fixed.", nil
	}
	if p := s.State.Exercises[e.Name]; p == nil || !p.Passed {
		return "The solution is shown when yours passes; h gives a hint.", nil
	}
	files, err := e.With(e.Solutions()[0])
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s:\n\n%s", e.Solutions()[0].Name, files[CodeFile]), nil
}
