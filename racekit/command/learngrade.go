package command

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/learn"
)

// gradeBudget bounds the exploration of one attempt: a learner waits for it.
const gradeBudget = 2 * time.Second

// grader explores exercises.
func grader(std Streams) learn.Grader {
	return func(ctx context.Context, dir string, e *learn.Exercise) (*learn.Check, error) {
		c := new(learn.Check)
		files, err := e.Read(dir)
		if err != nil {
			return nil, err
		}
		if files[learn.CodeFile] == "" {
			c.Unfinished = fmt.Sprintf("%s is not there, or empty; 'racekit learn reset %s' brings it back as it was at first", filepath.Join(e.Name, learn.CodeFile), e.Name)
			return c, nil
		}
		x, said, err := exploreFolder(ctx, filepath.Join(dir, e.Name), learn.Test)
		if err != nil {
			return nil, err
		}
		c.Said = said
		if x == nil {
			if said == "" {
				c.Unfinished = fmt.Sprintf("%s has no %s any more; 'racekit learn reset %s' brings the files back", learn.TestFile, learn.Test, e.Name)
			}
			return c, nil
		}
		c.Unfinished, c.Explored = x.Unfinished, x.Coverage.String()
		var text strings.Builder
		for i, f := range x.Findings {
			c.Failed[learn.GateOf(f.Finding.Kind)] = true
			if i == 0 {
				if err := terminal(std.Out, "").WriteFailure(&text, f.Failure); err != nil {
					return nil, err
				}
			}
		}
		c.Report = text.String()
		if c.Guards, err = e.Guards(files, x.Distinct); err != nil {
			return nil, err
		}
		if c.Failed != [3]bool{} {
			c.Mistake = e.Diagnose(files[learn.CodeFile], c.Failed)
		}
		return c, nil
	}
}

// exploreFolder explores one test of the package in dir. The exploration is nil
// if the package has no such test, or did not build: said is why.
func exploreFolder(ctx context.Context, dir, test string) (x *exploration, said string, err error) {
	said, err = withFolder(ctx, dir, func(e *engine) error {
		if !slices.Contains(e.info.Tests, test) {
			return nil
		}
		found, err := e.Explore(ctx, test, func(counts) {})
		x = &found
		return err
	})
	if err != nil {
		return nil, "", err
	}
	return x, said, nil
}

// withFolder builds the tests of the package in dir and hands f the lab for
// them. If they do not build, or there are none, f is not called, and said is
// what the compiler said.
func withFolder(ctx context.Context, dir string, f func(*engine) error) (said string, err error) {
	o := new(testOptions)
	fs := flag.NewFlagSet("learn", flag.ContinueOnError)
	o.flags(fs)
	o.budget, o.norecord = gradeBudget, true
	g, err := o.goCommand(ctx, dir)
	if err != nil {
		return "", err
	}
	pkgs, err := g.list(ctx, o.load, []string{"."})
	if err != nil {
		return "", err
	}
	tmp, err := os.MkdirTemp("", "racekit-")
	if err != nil {
		return "", fmt.Errorf("cannot make a folder for test binaries: %w", err)
	}
	defer os.RemoveAll(tmp)
	b := <-buildAll(ctx, g, pkgs[:1], o.build, tmp, 1)[0]
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case b.Pkg.Error != nil:
		return b.Pkg.Error.Err + "\n", nil
	case b.Err != nil:
		return string(b.Said), nil
	case !b.Pkg.hasTests():
		return "", nil
	}
	e, err := openLab(ctx, b, o, nil)
	if err != nil {
		return "", err
	}
	defer e.Close()
	return "", f(e)
}
