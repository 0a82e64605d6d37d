package frame

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/text"
)

// Accepts says which arguments a command takes. The zero value is none, beside
// flags.
type Accepts struct {
	Min, Max int      // how many; a Max of anyNumber has no limit
	What     string   // what they are, as in "want one record"
	Words    []Word   // if there are some: the first argument is one of these
	Flags    []string // those that have an effect; nil is all of the command
	Binary   bool     // takes arguments of the tested program, after -args
}

const AnyNumber = -1

// A Word is a first argument that says which others follow it.
type Word struct {
	Name string
	Accepts
}

// check returns an error unless args are what the command takes.
func (a Accepts) check(args Args) error { return a.below("", args.Names, args) }

// below is check behind the words path, which names follow.
func (a Accepts) below(path string, names []string, args Args) error {
	n := len(names)
	if n > 0 && a.Words != nil {
		for _, w := range a.Words {
			if w.Name == names[0] {
				return w.below(strings.TrimSpace(path+" "+w.Name), names[1:], args)
			}
		}
		return fmt.Errorf("no %q%s; %w", names[0], Suggest(names[0], a.words()), a.want(path))
	}
	switch {
	case args.Binary != nil && !a.Binary:
		return errors.New("-args is for commands that run tests; " + strings.TrimSpace(path+" takes no arguments of a test"))
	case n < a.Min:
		return a.want(path)
	case a.Max == 0 && n > 0:
		return errors.New(strings.TrimSpace(fmt.Sprintf("%s takes no arguments, got %q", path, names[0])))
	case a.Max > 0 && n > a.Max:
		return fmt.Errorf("%w, got %s", a.want(path), text.Count(n, "argument"))
	}
	for _, name := range args.Flags {
		if a.Flags != nil && !slices.Contains(a.Flags, name) {
			return errors.New(lead(path) + "-" + name + " has no effect; leave it out")
		}
	}
	return nil
}

// want says what the command takes.
func (a Accepts) want(path string) error {
	what := a.What
	if a.Words != nil {
		what = "one of " + strings.Join(a.words(), ", ")
	}
	return errors.New(lead(path) + "want " + what)
}

func lead(path string) string {
	if path == "" {
		return ""
	}
	return path + ": "
}

func (a Accepts) words() []string {
	var words []string
	for _, w := range a.Words {
		words = append(words, w.Name)
	}
	return words
}
