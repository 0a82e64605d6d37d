package command

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

// An engine is the lab on the controlled toolchain.
type engine struct {
	*gocmd.Binary
	o       *testOptions
	args    []string // of the tests, from -args
	info    execution.Info
	records *campaign.Records // of this package
	// start returns a laboratory for one test and what closes it: a test that
	// has to be isolated must not isolate the others.
	start func() (execution.Laboratory, func())
	now   func() time.Time // nil is time.Now
}

func openLab(ctx context.Context, b *gocmd.Binary, o *testOptions, args []string) (*engine, error) {
	if o.cover {
		b.Profiles = b.Path + ".profiles"
		if err := os.MkdirAll(b.Profiles, 0o777); err != nil {
			return nil, fmt.Errorf("cannot make a folder for coverage profiles: %w", err)
		}
	}
	worker := o.workerCommand(b, args)
	w, err := execution.Start(ctx, worker)
	if err != nil {
		return nil, err
	}
	defer w.Close()
	e := &engine{Binary: b, o: o, args: args, info: w.Info,
		start: func() (execution.Laboratory, func()) {
			p := execution.NewPool(worker, o.parallelWorkers())
			return p, p.Close
		}}
	root, err := recordsFor(b.Pkg, o)
	if err == nil {
		e.records = e.recordsIn(root, record.CodeOf(b.Path))
	}
	return e, err
}

// recordsIn says how the records in a folder are written and replayed.
func (e *engine) recordsIn(root string, code func() (record.Code, error)) *campaign.Records {
	return &campaign.Records{
		Root:    root,
		Build:   record.Build{Package: e.Pkg.ImportPath, Go: e.info.GoVersion, Race: e.o.race, Short: e.o.short, Tags: e.o.tags, Code: code},
		Keep:    !e.o.norecord,
		Replays: e.o.selects,
		Partial: func(test string) bool { return e.o.filters(test) || filteredBy(e.args) },
		Story:   e.story,
	}
}

func (o *testOptions) parallelWorkers() int {
	if o.workers > 0 {
		return o.workers
	}
	return runtime.NumCPU()
}

func (e *engine) Info() execution.Info { return e.info }

// Explore implements lab.
func (e *engine) Explore(ctx context.Context, test string, progress func(counts)) (campaign.Result, error) {
	lab, end := e.start()
	defer end()
	r, err := e.campaign(lab, test).Run(ctx, func(ev explore.Event) {
		progress(counts{Schedules: ev.Executions, Distinct: ev.Distinct, Findings: ev.Findings})
	})
	e.writePages(&r)
	return r, err
}

// writePages writes the executions of findings for other viewers, as far as that
// was asked for.
func (e *engine) writePages(r *campaign.Result) {
	for i := range r.Findings {
		e.o.pages.write(e.everywhere(), e.Pkg.ImportPath, &r.Findings[i])
	}
}

// campaign is how a test is explored as the flags say.
func (e *engine) campaign(lab execution.Laboratory, test string) *campaign.Campaign {
	o := e.o
	return &campaign.Campaign{
		Lab: lab,
		Explore: explore.Config{
			Base: execution.Spec{
				Test:     test,
				Seed:     o.Seed,
				Model:    o.Model,
				RealTime: o.Clock.Real,
				Early:    o.Clock.Early,
				MaxSteps: o.maxSteps,
				Hang:     o.hang,
				Timeout:  o.timeout,
				Leaks:    o.Leaks != settings.NoLeaks,
			},
			N:          o.Schedules,
			Budget:     explore.Budget{Time: o.Budget, Now: e.now},
			Strategies: o.Strategies,
			Parallel:   o.parallelWorkers(),
			KeepGoing:  !o.failfast || o.Leaks == settings.NewLeaks, // the first may be one that is left out
			Exhaustive: o.race,
		},
		Race:     o.race,
		NewLeaks: o.Leaks == settings.NewLeaks,
		AsFound:  o.noshrink,
		Alike:    o.alike,
		GOROOT:   e.GOROOT,
		Records:  e.records,
		Words:    campaign.Words{Budget: "-budget", Longer: "give more -budget, or try -short", Less: "try -short"},
	}
}

// story is the readable part of a record: the report, as it looks on every
// machine.
func (e *engine) story(f campaign.Finding) []string {
	var b strings.Builder
	e.everywhere().WriteFailure(&b, f)
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// everywhere shows findings as they look on every machine.
func (e *engine) everywhere() report.Terminal {
	return report.Terminal{GOROOT: e.GOROOT, Dirs: []string{e.Pkg.Dir, e.Module}}
}

// goVersion is the first word of what the worker says: "go1.26.8".
func (e *engine) goVersion() string { return e.records.Build.GoVersion() }
