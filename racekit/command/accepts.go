package command

import (
	"errors"
	"fmt"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/text"
)

// Accepts says which arguments a command takes that are not flags. The zero
// value is none.
type Accepts struct {
	Min, Max int    // how many; a Max of anyNumber has no limit
	What     string // what they are, as in "want one record"
	Words    []Word // if there are some: the first argument is one of these
	Binary   bool   // takes arguments of the tested program, after -args
}

const anyNumber = -1

// A Word is a first argument that says which others follow it.
type Word struct {
	Name string
	Accepts
}

// check returns an error unless args are what the command takes.
func (a Accepts) check(args Args) error { return a.below("", args.Names, args.Binary != nil) }

// below is check behind the words path.
func (a Accepts) below(path string, names []string, binary bool) error {
	n := len(names)
	if n > 0 && a.Words != nil {
		for _, w := range a.Words {
			if w.Name == names[0] {
				return w.below(strings.TrimSpace(path+" "+w.Name), names[1:], binary)
			}
		}
		return fmt.Errorf("no %q%s; %w", names[0], suggest(names[0], a.words()), a.want(path))
	}
	switch {
	case binary && !a.Binary:
		return errors.New("-args is for commands that run tests; " + strings.TrimSpace(path+" takes no arguments of a test"))
	case n < a.Min:
		return a.want(path)
	case a.Max == 0 && n > 0:
		return errors.New(strings.TrimSpace(fmt.Sprintf("%s takes no arguments, got %q", path, names[0])))
	case a.Max > 0 && n > a.Max:
		return fmt.Errorf("%w, got %s", a.want(path), text.Count(n, "argument"))
	}
	return nil
}

// want says what the command takes.
func (a Accepts) want(path string) error {
	what := a.What
	if a.Words != nil {
		what = "one of " + strings.Join(a.words(), ", ")
	}
	if path != "" {
		path += ": "
	}
	return errors.New(path + "want " + what)
}

func (a Accepts) words() []string {
	var words []string
	for _, w := range a.Words {
		words = append(words, w.Name)
	}
	return words
}
