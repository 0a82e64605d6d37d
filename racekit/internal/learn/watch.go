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

	last *Check // of the current exercise; nil before the first
	more string // what a key asked to see instead
	top  int    // the first line of it that is shown
	next int    // the first of the next page
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
	if err := s.check(ctx); err != nil {
		return err
	}
	for {
		s.draw()
		select {
		case <-ctx.Done():
			return nil
		case name := <-saved:
			if filepath.Base(filepath.Dir(name)) != s.Current().Name || filepath.Ext(name) != ".go" {
				continue
			}
			if err := s.check(ctx); err != nil {
				return err
			}
		case k, ok := <-keys:
			if !ok {
				return nil
			}
			if end, err := s.key(ctx, k, keys); end || err != nil {
				return err
			}
		}
	}
}

func (s *Session) check(ctx context.Context) (err error) {
	s.more, s.top = "", 0
	fmt.Fprintf(s.Out, "checking %s ...\n", s.Current().Name)
	s.last, err = s.Check(ctx, s.Current())
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// key does what one key asks for; more of them are in keys.
func (s *Session) key(ctx context.Context, k byte, keys <-chan byte) (end bool, err error) {
	if k == ' ' {
		s.top = s.next
		return false, nil
	}
	s.more, s.top = "", 0
	e := s.Current()
	switch k {
	case 'q', 3, 4: // also ^C and ^D, which a raw terminal hands over as they are
		return true, nil
	case 'n':
		if next := s.State.Next(s.All, e.Name); next != nil {
			return false, s.move(ctx, next)
		}
		s.more = "All exercises are done."
	case 'p':
		for i, x := range s.All {
			if x == e {
				return false, s.move(ctx, s.All[(i+len(s.All)-1)%len(s.All)])
			}
		}
	case 'h':
		s.more, err = s.Hint(e)
	case 't':
		s.more = s.trace()
	case 'b':
		err = s.Break(ctx, e, &keyReader{keys: keys})
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
		return false, s.check(ctx)
	case '\r', '\n', 'r':
		return false, s.check(ctx)
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

func (s *Session) move(ctx context.Context, e *Exercise) error {
	s.State.Current = e.Name
	if err := s.State.Save(s.Dir); err != nil {
		return err
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
		return "This one is to be broken, not to be mended.", nil
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

// A keyReader reads what is typed.
type keyReader struct{ keys <-chan byte }

func (r *keyReader) Read(p []byte) (int, error) {
	if len(p) == 0 {
		return 0, nil
	}
	k, ok := <-r.keys
	if !ok {
		return 0, io.EOF
	}
	p[0] = k
	return 1, nil
}
