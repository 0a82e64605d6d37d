// Package engine explores the tests of a built package as the flags say, and shows
// on the terminal how far that is.
package engine

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/record"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/settings"
)

// An Engine is the lab on the controlled toolchain.
type Engine struct {
	*gocmd.Binary
	Opts    *Options
	Args    []string // of the tests, from -args
	info    execution.Info
	Records *campaign.Records // of this package
	// start returns a laboratory for one test and what closes it: a test that
	// has to be isolated must not isolate the others.
	Start func() (execution.Laboratory, func())
	now   func() time.Time // nil is time.Now
}

func Open(ctx context.Context, b *gocmd.Binary, o *Options, args []string) (*Engine, error) {
	if o.Cover {
		b.Profiles = b.Path + ".profiles"
		if err := os.MkdirAll(b.Profiles, 0o777); err != nil {
			return nil, fmt.Errorf("cannot make a folder for coverage profiles: %w", err)
		}
	}
	worker := o.WorkerCommand(b, args)
	w, err := execution.Start(ctx, worker)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	if err := o.asBuilt(w.Info); err != nil {
		return nil, fmt.Errorf("%s %w", b.Pkg.ImportPath, err)
	}
	e := &Engine{Binary: b, Opts: o, Args: args, info: w.Info,
		Start: func() (execution.Laboratory, func()) {
			p := execution.NewPool(worker, o.ParallelWorkers())
			return p, p.Close
		}}
	root, err := recordsFor(b.Pkg, o)
	if err == nil {
		e.Records = e.recordsIn(root, record.CodeOf(b.Path))
	}
	return e, err
}

// asBuilt returns an error if a test binary was not built as the flags say: with
// another race detector, or without one, its silence means nothing.
func (o *Options) asBuilt(info execution.Info) error {
	if o.Race && (!info.Race || info.Detector != o.Detector) {
		return fmt.Errorf("was not built with the race detector that was asked for, -detector=%v; run racekit toolchain clean, and this again", o.Detector)
	}
	return nil
}

// recordsIn says how the records in a folder are written and replayed.
func (e *Engine) recordsIn(root string, code func() (record.Code, error)) *campaign.Records {
	return &campaign.Records{
		Root:    root,
		Build:   record.Build{Package: e.Pkg.ImportPath, Go: e.info.GoVersion, Race: e.Opts.Race, Detector: e.info.Detector, Short: e.Opts.Short, Tags: e.Opts.Tags, Code: code},
		Keep:    !e.Opts.NoRecord,
		Replays: e.Opts.selects,
		Partial: func(test string) bool { return e.Opts.filters(test) || FilteredBy(e.Args) },
		Story:   e.story,
	}
}

func (o *Options) ParallelWorkers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.NumCPU()
}

func (e *Engine) Info() execution.Info { return e.info }

// Explore implements lab.
func (e *Engine) Explore(ctx context.Context, test string, progress func(Counts)) (campaign.Result, error) {
	lab, end := e.Start()
	defer end()
	r, err := e.Campaign(lab, test).Run(ctx, func(ev explore.Event) {
		progress(Counts{Schedules: ev.Executions, Distinct: ev.Distinct, Findings: ev.Findings})
	})
	e.WritePages(&r)
	return r, err
}

// WritePages writes the executions of findings for other viewers, as far as that
// was asked for.
func (e *Engine) WritePages(r *campaign.Result) {
	for i := range r.Findings {
		e.Opts.Pages.Write(e.Everywhere(), e.Pkg.ImportPath, &r.Findings[i])
	}
}

// Campaign is how a test is explored as the flags say.
func (e *Engine) Campaign(lab execution.Laboratory, test string) *campaign.Campaign {
	o := e.Opts
	return &campaign.Campaign{
		Lab: lab,
		Explore: explore.Config{
			Base: execution.Spec{
				Test:     test,
				Seed:     o.Seed,
				Model:    o.Model,
				RealTime: o.Clock.Real,
				Early:    o.Clock.Early,
				MaxSteps: o.MaxSteps,
				Hang:     o.Hang,
				Timeout:  o.Timeout,
				Leaks:    o.Leaks != settings.NoLeaks,
			},
			N:          o.Schedules,
			Budget:     explore.Budget{Time: o.Budget, Now: e.now},
			Strategies: o.Strategies,
			Parallel:   o.ParallelWorkers(),
			KeepGoing:  !o.FailFast || o.Leaks == settings.NewLeaks, // the first may be one that is left out
			Exhaustive: o.Race,
		},
		Race:     o.Race,
		NewLeaks: o.Leaks == settings.NewLeaks,
		AsFound:  o.NoShrink,
		Alike:    o.Alike,
		GOROOT:   e.GOROOT,
		Records:  e.Records,
		Words:    campaign.Words{Budget: "-budget", Longer: "give more -budget, or try -short", Less: "try -short"},
	}
}

// story is the readable part of a record: the report, as it looks on every
// machine.
func (e *Engine) story(f campaign.Finding) []string {
	var b strings.Builder
	e.Everywhere().WriteFailure(&b, f)
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// Everywhere shows findings as they look on every machine.
func (e *Engine) Everywhere() report.Terminal {
	return report.Terminal{GOROOT: e.GOROOT, Dirs: []string{e.Pkg.Dir, e.Module}}
}

// GoVersion is the first word of what the worker says: "go1.26.8".
func (e *Engine) GoVersion() string { return e.Records.Build.GoVersion() }
