package learn

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/learn"
)

// One attempt is graded in so many schedules, so that the verdict is the same
// everywhere; the budget is for code that is far slower than any exercise.
const (
	gradeSchedules = 1000
	moreSchedules  = 100             // of the test with more to do
	gradeSteps     = 20_000          // of a schedule, far more than an exercise takes
	gradeHang      = 3 * time.Second // without reaching a step
	gradeBudget    = 10 * time.Second
)

// A workshop builds and explores the exercises of one module.
type workshop struct {
	std frame.Streams
	o   engine.Options
	g   *gocmd.Go
}

func openWorkshop(ctx context.Context, std frame.Streams, dir string) (*workshop, error) {
	w := &workshop{std: std}
	w.o.Flags(flag.NewFlagSet("learn", flag.ContinueOnError))
	w.o.Budget, w.o.MaxSteps, w.o.Hang, w.o.NoRecord = gradeBudget, gradeSteps, gradeHang, true
	var err error
	w.g, err = w.o.Go(ctx, dir)
	return w, err
}

// grader explores exercises; the toolchain is looked for once.
func grader(std frame.Streams) learn.Grader {
	var w *workshop
	return func(ctx context.Context, dir string, e *learn.Exercise, before *learn.Progress) (*learn.Check, error) {
		c := new(learn.Check)
		if c.Unbroken = e.Break && len(before.Picks) == 0; c.Unbroken {
			return c, nil
		}
		files, err := e.Read(dir)
		if err != nil {
			return nil, err
		}
		if files[learn.CodeFile] == "" && !e.Break {
			c.Unfinished = fmt.Sprintf("%s is not there, or empty; 'racekit learn reset %s' restores the original", filepath.Join(e.Name, learn.CodeFile), e.Name)
			return c, nil
		}
		begin := time.Now()
		if w == nil {
			if w, err = openWorkshop(ctx, std, dir); err != nil {
				return nil, err
			}
		}
		c.Times.Toolchain = time.Since(begin)
		c.Said, err = w.exercise(ctx, e, dir, files, &c.Times, func(x *engine.Engine) error {
			if e.Break {
				return w.breakAgain(ctx, x, before.Picks, c)
			}
			return w.judge(ctx, x, e, learn.Test, learn.TestMore, files, c)
		})
		return c, err
	}
}

// exercise builds an exercise in dir, which has files, and hands f the lab for
// it. If it does not build f is not called, and said is what the compiler said.
func (w *workshop) exercise(ctx context.Context, e *learn.Exercise, dir string, files map[string]string, t *learn.Times, f func(*engine.Engine) error) (said string, err error) {
	tmp, err := frame.TempFolder("racekit-")
	if err != nil {
		return "", fmt.Errorf("cannot make a folder for test binaries: %w", err)
	}
	defer os.RemoveAll(tmp)
	foreign, err := e.Foreign(files)
	if err != nil {
		return "", err
	}
	flags, err := overlay(tmp, filepath.Join(dir, e.Name), foreign)
	if err != nil {
		return "", err
	}
	return w.open(ctx, filepath.Join(dir, e.Name), tmp, flags, t, f)
}

// overlay returns the build flag by which the go command sees in dir, instead of
// the files named, the texts given; a file without text it does not see.
func overlay(tmp, dir string, texts map[string]string) ([]string, error) {
	if len(texts) == 0 {
		return nil, nil
	}
	dir, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	replace := map[string]string{}
	for name, text := range texts {
		to := ""
		if text != "" {
			to = filepath.Join(tmp, name)
			if err := os.WriteFile(to, []byte(text), 0o666); err != nil {
				return nil, err
			}
		}
		replace[filepath.Join(dir, name)] = to
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return nil, err
	}
	name := filepath.Join(tmp, "overlay.json")
	return []string{"-overlay=" + name}, os.WriteFile(name, list, 0o666)
}

// open builds the tests of the package in dir to tmp and hands f the lab.
func (w *workshop) open(ctx context.Context, dir, tmp string, flags []string, t *learn.Times, f func(*engine.Engine) error) (said string, err error) {
	begin := time.Now()
	b := w.g.In(dir).Build(ctx, &gocmd.Package{ImportPath: ".", Dir: dir}, filepath.Join(tmp, "exercise.test"), flags...)
	t.Build = time.Since(begin)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case b.Err != nil:
		return string(b.Said), nil
	}
	begin = time.Now()
	x, err := engine.Open(ctx, b, &w.o, nil)
	if err != nil {
		return "", err
	}
	t.Start = time.Since(begin)
	return "", f(x)
}

// judge explores the tests of an exercise for the code in files, and fills in c.
func (w *workshop) judge(ctx context.Context, x *engine.Engine, e *learn.Exercise, test, more string, files map[string]string, c *learn.Check) error {
	found, err := w.explore(ctx, x, test, gradeSchedules, c)
	if err != nil {
		return err
	}
	c.Explored, c.Steps = found.Coverage.String(), found.Steps
	if len(e.Tests()) > 1 && c.Failed == [3]bool{} && c.Unfinished == "" {
		if _, err := w.explore(ctx, x, more, moreSchedules, c); err != nil {
			return err
		}
		c.More = c.Failed != [3]bool{}
	}
	distinct := found.Distinct
	if c.Failed != [3]bool{} || c.Unfinished != "" {
		distinct = 0
	}
	if c.Guards, err = e.Guards(files, distinct); err != nil {
		return err
	}
	if c.Passed() {
		c.Changed = e.Changed(files[learn.CodeFile])
	}
	if c.Failed != [3]bool{} {
		c.Mistake = e.Diagnose(files[learn.CodeFile], c.Seen)
	}
	return nil
}

// explore explores a test in n schedules and enters in c what it shows.
func (w *workshop) explore(ctx context.Context, x *engine.Engine, test string, n int, c *learn.Check) (campaign.Result, error) {
	o, some := w.o, *x
	o.Schedules, some.Opts = n, &o
	o.Alike = func(k finding.Kind) int { return int(learn.GateOf(k)) } // no more are shown
	found, err := some.Explore(ctx, test, func(engine.Counts) {})
	if err != nil {
		return found, err
	}
	c.Times.Explore += found.Elapsed - found.Explaining
	c.Times.Explain += found.Explaining
	c.Unfinished = found.Unfinished
	for _, f := range found.Findings {
		c.Seen = learn.Also(c.Seen, f.Finding.Kind)
		gate := learn.GateOf(f.Finding.Kind)
		if c.Failed[gate] {
			continue
		}
		c.Failed[gate] = true
		var text strings.Builder
		if err := engine.Terminal(w.std.Out, w.g.GOROOT()).WriteFailure(&text, f); err != nil {
			return found, err
		}
		c.Obvious = c.Obvious || f.Schedule <= 1
		what := f.Finding.Message
		if k := f.Finding.Kind; k != finding.DataRace && k != finding.TestFailure {
			what = fmt.Sprintf("%s: %s", k, what)
		}
		if f.Finding.Kind == finding.Hang {
			what = "it never stops, and waits for nobody: look for a loop without an end"
		}
		c.Shown = append(c.Shown, learn.Shown{Gate: gate, What: what, Report: text.String()})
	}
	return found, nil
}
