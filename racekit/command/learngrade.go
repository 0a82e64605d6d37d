package command

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/learn"
	"github.com/racekit/toolkit/racekit/internal/report"
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
			c.Unfinished = fmt.Sprintf("%s is not there, or empty; 'racekit learn reset %s' brings it back as it was at first", filepath.Join(dir, e.Name, learn.CodeFile), e.Name)
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
		c.Unfinished, c.Explored = x.Unfinished, fmt.Sprintf("%s, %d of them different", report.Count(x.Schedules, "schedule"), x.Distinct)
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
func exploreFolder(ctx context.Context, dir, test string) (*exploration, string, error) {
	o := new(testOptions)
	fs := flag.NewFlagSet("learn", flag.ContinueOnError)
	o.flags(fs)
	for _, f := range [][2]string{{"budget", gradeBudget.String()}, {"run", "^" + test + "$"}, {"norecord", "true"}} {
		if err := fs.Set(f[0], f[1]); err != nil {
			return nil, "", err
		}
	}
	g, err := o.goCommand(ctx, dir)
	if err != nil {
		return nil, "", err
	}
	pkgs, err := g.list(ctx, o.load, []string{"."})
	if err != nil {
		return nil, "", err
	}
	tmp, err := os.MkdirTemp("", "racekit-")
	if err != nil {
		return nil, "", fmt.Errorf("cannot make a folder for test binaries: %w", err)
	}
	defer os.RemoveAll(tmp)
	accept, err := readAccepted("", "")
	if err != nil {
		return nil, "", err
	}
	st := newStatus(io.Discard, statusOff, 0)
	defer st.stop()
	out := new(collectSink)
	r := &runner{o: o, accept: accept, status: st, out: out, open: func(ctx context.Context, b *binary) (lab, error) {
		return openLab(ctx, b, o, nil)
	}}
	r.all(ctx, buildAll(ctx, g, pkgs, o.build, tmp, runtime.NumCPU()))
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	if out.x == nil {
		return nil, out.said, nil
	}
	return out.x, "", nil
}

// A collectSink keeps the result of one test.
type collectSink struct {
	x    *exploration
	said string
}

func (s *collectSink) begin(string)       {}
func (s *collectSink) run(string)         {}
func (s *collectSink) test(x exploration) { s.x = &x }
func (s *collectSink) plain(plainResult)  {}
func (s *collectSink) end(p pkgResult)    { s.said = string(p.Said) }
func (s *collectSink) close()             {}
