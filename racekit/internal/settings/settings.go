// Package settings is the one table of what a user may ask of an exploration.
// Three things are made from it: the flags of racekit test, the flags -racekit.*
// of a test binary, and the variables RACEKIT_* by which racekit test hands its
// flags to the tests that it starts. Those that say how tests are built are flags
// of racekit test alone.
package settings

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
)

// A Setting is one row of the table.
type Setting struct {
	Name    string   // in the library's flag -racekit.NAME, and in the variable
	Flag    string   // of racekit test
	Usage   string   // in the form that package flag wants
	Default string   // as a user would write it
	Short   string   // the default of the library with -short, if it is another one
	Bool    bool     // the flag of racekit test may stand without a value
	Words   []string // the values it may have, the default first; none if it may have others
	Build   bool     // it says how tests are built: a test binary has no flag and no variable for it

	// Parse sets what text says. Its errors say what would be right.
	Parse func(v *Values, text string) error
}

// Variable is the name of the environment variable.
func (s *Setting) Variable() string { return "RACEKIT_" + strings.ToUpper(s.Name) }

// All are the settings, in the order in which they are listed.
var All = []Setting{
	{Name: "schedules", Flag: "n", Default: "1000", Short: "100", Usage: "explore `N` schedules per test",
		Parse: func(v *Values, text string) error {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 {
				return errors.New("want a number, at least 1")
			}
			v.Schedules = n
			return nil
		}},
	{Name: "budget", Flag: "budget", Default: "10s", Short: "1s", Usage: "explore a test for at most `d`, and shrink and explain what it shows for half as long again; 0 is no limit",
		Parse: func(v *Values, text string) error {
			d, err := time.ParseDuration(text)
			if err != nil || d < 0 {
				return errors.New("want a duration with a unit, as in 5s or 2m")
			}
			v.Budget = d
			return nil
		}},
	{Name: "seed", Flag: "seed", Default: "1", Usage: "base `seed` of all schedules; fixed, so that two runs over the same code agree",
		Parse: func(v *Values, text string) (err error) {
			if v.Seed, err = strconv.ParseUint(text, 0, 64); err != nil {
				return errors.New("want a number from 0 to 2^64-1")
			}
			return nil
		}},
	{Name: "strategy", Flag: "strategy", Default: "mix", Words: explore.StrategyNames(), Usage: "choose schedules by `name`: " + strings.Join(explore.StrategyNames(), ", "),
		Parse: func(v *Values, text string) (err error) {
			v.Strategies, err = explore.Strategy(text)
			return err
		}},
	choice("model", "switch goroutines in `mode` preemptive (anywhere) or cooperative (where they block or yield)",
		func(v *Values, m execution.Model) { v.Model = m },
		word[execution.Model]{execution.Preemptive.String(), execution.Preemptive}, word[execution.Model]{execution.Cooperative.String(), execution.Cooperative}),
	choice("time", "show tests the `clock` virtual (jumps when all wait), early (virtual, and timers may fire while others could run, as on a slow machine) or real (the machine's)",
		func(v *Values, c Clock) { v.Clock = c },
		word[Clock]{"virtual", Clock{}}, word[Clock]{"early", Clock{Early: true}}, word[Clock]{"real", Clock{Real: true}}),
	{Name: "leaks", Flag: "leaks", Default: "all", Bool: true, Words: []string{"all", "new", "off"}, Usage: "report goroutines that can never run again: `which` is all, new (not those that the default schedule leaves too) or off",
		Parse: func(v *Values, text string) error { return v.Leaks.Set(text) }},
	ofBuild(choice("detector", "look for data races with `name`: tsan (ThreadSanitizer, which comes with Go and forgets) or own (racekit's, which is exact and needs no C compiler)",
		func(v *Values, d execution.Detector) { v.Detector = d },
		word[execution.Detector]{execution.TSan.String(), execution.TSan}, word[execution.Detector]{execution.Own.String(), execution.Own})),
}

func ofBuild(s Setting) Setting {
	s.Build = true
	return s
}

// OfTests are the settings that a test binary follows.
func OfTests() (out []Setting) {
	for _, s := range All {
		if !s.Build {
			out = append(out, s)
		}
	}
	return out
}

// Named returns the setting with a name.
func Named(name string) *Setting {
	return &All[slices.IndexFunc(All, func(s Setting) bool { return s.Name == name })]
}

type word[T any] struct {
	name  string
	value T
}

// choice is a setting whose value is one of a few words, the first by default.
func choice[T any](name, usage string, set func(*Values, T), words ...word[T]) Setting {
	s := Setting{Name: name, Flag: name, Default: words[0].name, Usage: usage}
	for _, w := range words {
		s.Words = append(s.Words, w.name)
	}
	s.Parse = func(v *Values, text string) error {
		for _, w := range words {
			if w.name == text {
				set(v, w.value)
				return nil
			}
		}
		return fmt.Errorf("want %s", strings.Join(s.Words, " or "))
	}
	return s
}
