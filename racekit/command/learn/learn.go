// Package learn is racekit learn: exercises that are made from the scenarios.
package learn

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/learn"
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/scenarios"
)

func Command() *frame.Command {
	c := &frame.Command{
		Name:  "learn",
		Usage: "[flags] [word] [name]",
		Short: "exercises in concurrency, graded by exploring all schedules",
		Long: `Learn teaches concurrency with code that is wrong under some schedule, for you
to fix. It checks three gates separately: race, property, liveness. Without a
word it checks the current exercise on every save.

	init [dir]      write the exercises to dir (default: exercises)
	run [name]      check one exercise
	break [name]    be the scheduler: pick who runs next until it fails
	predict [name]  say what goes wrong with a variant
	list            list all exercises and your progress
	hint [name]     print a hint, and the next one when asked again
	reset [name]    restore the original files of an exercise
	verify          check all; exit code 1 unless all pass
	report          print attempts and passes, as Markdown or JSON
	dev check [ID]  for authors: check the exercises against the catalogue

An exercise is named by its folder or by its number. Without a name it is the
current one.`,
	}
	c.Flags.Init("learn", flag.ContinueOnError)
	c.Accepts = accepts()
	asJSON := c.Flags.Bool("json", false, "print the result of run, verify, report or dev check as JSON")
	verbose := c.Flags.Bool("v", false, "also print how long each part of a check took")
	c.Run = func(ctx context.Context, std frame.Streams, args frame.Args) error {
		l := &learner{std: std, json: *asJSON, verbose: *verbose}
		if len(args.Names) == 0 {
			return l.inFolder(func(s *learn.Session) error { return l.watch(ctx, s) })
		}
		return l.do(ctx, args.Names[0], args.Names[1:])
	}
	return c
}

// accepts are the words of racekit learn, with what may follow each.
func accepts() frame.Accepts {
	exercise := func(flags ...string) frame.Accepts {
		return frame.Accepts{Max: 1, What: "the name of at most one exercise", Flags: append([]string{}, flags...)}
	}
	return frame.Accepts{Flags: []string{"v"}, Words: []frame.Word{
		{Name: "init", Accepts: frame.Accepts{Max: 1, What: "at most one folder", Flags: []string{}}},
		{Name: "run", Accepts: exercise("json", "v")},
		{Name: "break", Accepts: exercise("v")},
		{Name: "predict", Accepts: exercise()},
		{Name: "list", Accepts: frame.Accepts{Flags: []string{}}},
		{Name: "hint", Accepts: exercise()},
		{Name: "reset", Accepts: exercise()},
		{Name: "verify", Accepts: frame.Accepts{}},
		{Name: "report", Accepts: frame.Accepts{Flags: []string{"json"}}},
		{Name: "dev", Accepts: frame.Accepts{Min: 1, Words: []frame.Word{{Name: "check", Accepts: frame.Accepts{Max: 1, What: "the ID of at most one scenario"}}}}},
	}}
}

// do does what a word says, with the names that follow it.
func (l *learner) do(ctx context.Context, word string, rest []string) error {
	one := func(f func(context.Context, *learn.Session, *learn.Exercise) error) error {
		return l.inFolder(func(s *learn.Session) error {
			e, err := pick(s, rest)
			if err != nil {
				return err
			}
			return f(ctx, s, e)
		})
	}
	switch word {
	case "init":
		return l.init(cmp.Or(strings.Join(rest, ""), "exercises"))
	case "run":
		return one(l.run)
	case "break":
		return one(l.breakIt)
	case "predict":
		return l.predict(ctx, strings.Join(rest, ""))
	case "hint":
		return one(l.hint)
	case "reset":
		return one(l.reset)
	case "list":
		return l.inFolder(func(s *learn.Session) error { s.Style.WriteList(l.std.Out, s.All, s.State); return nil })
	case "verify":
		return l.inFolder(func(s *learn.Session) error { return l.verify(ctx, s) })
	case "report":
		return l.inFolder(l.report)
	default:
		return l.devCheck(ctx, strings.Join(rest[1:], ""))
	}
}

// A learner is one call of racekit learn.
type learner struct {
	std     frame.Streams
	json    bool
	verbose bool
}

func allExercises() ([]*learn.Exercise, error) {
	return learn.All(scenarios.Sources, scenarios.All)
}

func (l *learner) style() learn.Style {
	t := engine.Terminal(l.std.Out, "")
	return learn.Style{Color: t.Color, Width: cmp.Or(t.Width, 80), Explain: "The story: racekit explain", Times: l.verbose}
}

func (l *learner) init(dir string) error {
	all, err := allExercises()
	if err != nil {
		return err
	}
	if err := learn.Init(dir, all); err != nil {
		return err
	}
	if filepath.Clean(dir) == "." {
		fmt.Fprintf(l.std.Out, "%d exercises are in this folder. Next:\n\n\tracekit learn\n", len(all))
		return nil
	}
	fmt.Fprintf(l.std.Out, "%d exercises are in %s. Next:\n\n\tcd %[2]s\n\tracekit learn\n", len(all), dir)
	return nil
}

// inFolder finds the exercises here or in a folder above.
func (l *learner) inFolder(f func(*learn.Session) error) error {
	dir, err := os.Getwd()
	if err != nil {
		return err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, learn.StateFile)); err == nil {
			break
		}
		above := filepath.Dir(dir)
		if above == dir {
			return errors.New("there are no exercises here: 'racekit learn init' writes them to a new folder")
		}
		dir = above
	}
	st, err := learn.LoadState(dir)
	if err != nil {
		return err
	}
	all, err := allExercises()
	if err != nil {
		return err
	}
	return f(&learn.Session{Dir: dir, Here: record.Relative(dir), All: all, State: st, Grade: grader(l.std), Out: l.std.Out, Style: l.style(), Now: time.Now})
}

// pick finds an exercise by its name or number; without one it is the current.
func pick(s *learn.Session, names []string) (*learn.Exercise, error) {
	if len(names) == 0 {
		return s.Current(), nil
	}
	var known []string
	for _, e := range s.All {
		number, id, _ := strings.Cut(e.Name, "-")
		if n := names[0]; n == e.Name || n == number || "0"+n == number {
			return e, nil
		}
		known = append(known, e.Name, id)
	}
	for _, e := range s.All {
		if e.Scenario.ID == names[0] {
			return e, nil
		}
	}
	return nil, fmt.Errorf("no exercise %q%s; 'racekit learn list' lists them", names[0], frame.Suggest(names[0], known))
}

func (l *learner) run(ctx context.Context, s *learn.Session, e *learn.Exercise) error {
	s.State.Current = e.Name
	c, err := s.Check(ctx, e)
	if err != nil {
		return err
	}
	if l.json {
		err = l.print(resultOf(e, c))
	} else {
		s.Style.WriteCheck(l.std.Out, e, c)
	}
	if err == nil && !c.Passed() {
		err = frame.Exit(frame.ExitFinding)
	}
	return err
}

// A learnResult is a check for programs.
type learnResult struct {
	Exercise string             `json:"exercise"`
	Passed   bool               `json:"passed"`
	Gates    map[string]bool    `json:"gates"`
	Guards   []string           `json:"guards,omitempty"`
	Mistake  string             `json:"mistake,omitempty"`
	Explored string             `json:"explored,omitempty"`
	Said     string             `json:"said,omitempty"`
	Seconds  map[string]float64 `json:"seconds,omitempty"` // by part of the check
}

func resultOf(e *learn.Exercise, c *learn.Check) learnResult {
	r := learnResult{Exercise: e.Name, Passed: c.Passed(), Gates: map[string]bool{}, Guards: c.Guards, Explored: c.Explored, Said: cmp.Or(c.Said, c.Unfinished)}
	for _, g := range learn.Gates {
		r.Gates[g.String()] = r.Said == "" && !c.Failed[g]
	}
	if c.Mistake != nil {
		r.Mistake = c.Mistake.Name
	}
	r.Seconds = map[string]float64{}
	for _, t := range c.Times.Parts() {
		r.Seconds[t.Name] = t.Round(time.Millisecond).Seconds()
	}
	return r
}

func (l *learner) print(x any) error {
	enc := json.NewEncoder(l.std.Out)
	enc.SetIndent("", "  ")
	return enc.Encode(x)
}

func (l *learner) hint(_ context.Context, s *learn.Session, e *learn.Exercise) error {
	hint, err := s.Hint(e)
	fmt.Fprint(l.std.Out, hint)
	return err
}

func (l *learner) reset(_ context.Context, s *learn.Session, e *learn.Exercise) error {
	if err := e.Write(s.Dir); err != nil {
		return err
	}
	fmt.Fprintf(l.std.Out, "%s is back in its original state\n", e.Name)
	return nil
}

// verify checks all exercises; what was passed before counts only if it still passes.
func (l *learner) verify(ctx context.Context, s *learn.Session) error {
	var results []learnResult
	failed := 0
	for _, e := range s.All {
		c, err := s.Grade(ctx, s.Dir, e, s.State.Of(e.Name))
		if err != nil {
			return err
		}
		r := resultOf(e, c)
		results = append(results, r)
		if !r.Passed {
			failed++
		}
		if !l.json {
			word := "ok  "
			if !r.Passed {
				word = "FAIL"
			}
			fmt.Fprintf(l.std.Out, "%s  %s\n", word, e.Name)
		}
	}
	if l.json {
		if err := l.print(results); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(l.std.Out, "%d of %d pass\n", len(results)-failed, len(results))
	}
	if failed > 0 {
		return frame.Exit(frame.ExitFinding)
	}
	return nil
}

// report says what was tried and passed.
func (l *learner) report(s *learn.Session) error {
	if l.json {
		return l.print(s.State)
	}
	fmt.Fprint(l.std.Out, "| exercise | attempts | hints | race | property | liveness | passed after | fewest preemptions |\n|---|---|---|---|---|---|---|---|\n")
	for _, e := range s.All {
		p := s.State.Exercises[e.Name]
		if p == nil || p.Attempts == 0 && p.Switches == nil {
			continue
		}
		gate := func(g learn.Gate) string {
			if p.Attempts == 0 {
				return "-"
			}
			if p.Gates[g] {
				return "ok"
			}
			return "fails"
		}
		after := "-"
		if p.Passed {
			after = p.Done.Sub(p.First).Round(time.Second).String()
		}
		switches := "-"
		if p.Switches != nil {
			switches = strconv.Itoa(*p.Switches)
		}
		fmt.Fprintf(l.std.Out, "| %s | %d | %d | %s | %s | %s | %s | %s |\n", e.Name, p.Attempts, p.Hints, gate(learn.Race), gate(learn.Property), gate(learn.Liveness), after, switches)
	}
	done := 0
	for _, p := range s.State.Exercises {
		if p.Passed {
			done++
		}
	}
	fmt.Fprintf(l.std.Out, "\n%d of %d passed\n", done, len(s.All))
	return nil
}
