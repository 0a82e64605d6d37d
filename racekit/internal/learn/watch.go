package learn

import (
	"context"
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"time"
)

// A Grader explores the learner's code of an exercise in dir.
type Grader func(ctx context.Context, dir string, e *Exercise) (*Check, error)

// A Session is one learner at work.
type Session struct {
	Dir   string
	All   []*Exercise
	State *State
	Grade Grader
	Out   io.Writer
	Style Style
	Now   func() time.Time
	Clear string // what clears the screen; empty in a terminal that cannot

	last *Check // of the current exercise; nil before the first
	more string // what a key asked to see, below the check
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
	c, err := s.Grade(ctx, s.Dir, e)
	if err != nil {
		return nil, err
	}
	s.State.Note(e.Name, c, s.Now())
	return c, s.State.Save(s.Dir)
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
			s.more = ""
			fmt.Fprintf(s.Out, "\nchecking ...\n")
			if err := s.check(ctx); err != nil {
				return err
			}
		case k, ok := <-keys:
			if !ok {
				return nil
			}
			if end, err := s.key(ctx, k); end || err != nil {
				return err
			}
		}
	}
}

func (s *Session) check(ctx context.Context) (err error) {
	s.last, err = s.Check(ctx, s.Current())
	if ctx.Err() != nil {
		return nil
	}
	return err
}

// key does what one key asks for.
func (s *Session) key(ctx context.Context, k byte) (end bool, err error) {
	s.more = ""
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
		if s.last == nil || s.last.Report == "" {
			s.more = "There is no failing schedule to show."
		} else {
			s.more = s.last.Report
		}
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
	default:
		s.more = legend
	}
	return false, err
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
	if p := s.State.Exercises[e.Name]; p == nil || !p.Passed {
		return "The solution is shown when yours passes; h gives a hint.", nil
	}
	files, err := e.With(e.Solutions()[0])
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s:\n\n%s", e.Solutions()[0].Name, files[CodeFile]), nil
}

const legend = "n next  p prev  h hint  t trace  l list  s solution  x reset  r check  q quit"

func (s *Session) draw() {
	e := s.Current()
	fmt.Fprint(s.Out, s.Clear)
	if s.last != nil {
		s.Style.WriteCheck(s.Out, e, s.last)
	}
	if s.more != "" {
		fmt.Fprintf(s.Out, "\n%s\n", strings.TrimRight(s.more, "\n"))
	}
	fmt.Fprintf(s.Out, "\n%s\nedit %s\n%s\n", s.Style.Bar(s.All, s.State), filepath.Join(e.Name, CodeFile), legend)
}
