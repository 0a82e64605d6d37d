package command

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/report"
	"github.com/racekit/toolkit/racekit/internal/settings"
	"github.com/racekit/toolkit/racekit/internal/text"
)

// An engine is the lab on the controlled toolchain.
type engine struct {
	*binary
	o       *testOptions
	args    []string // of the tests, from -args
	info    execution.Info
	records string          // folder of this package's records
	leaked  map[string]bool // leaks that have a record, of those that every schedule shows
	code    func() (*code, error)
	// start returns a laboratory for one test and what closes it: a test that
	// has to be isolated must not isolate the others.
	start func() (execution.Laboratory, func())
	now   func() time.Time // nil is time.Now
}

func openLab(ctx context.Context, b *binary, o *testOptions, args []string) (*engine, error) {
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
	e := &engine{binary: b, o: o, args: args, info: w.Info,
		code: sync.OnceValues(func() (*code, error) { return readCode(b.Path) }),
		start: func() (execution.Laboratory, func()) {
			p := execution.NewPool(worker, o.parallelWorkers())
			return p, p.Close
		}}
	e.records, err = recordsFor(b.Pkg, o)
	return e, err
}

func (o *testOptions) parallelWorkers() int {
	if o.workers > 0 {
		return o.workers
	}
	return runtime.NumCPU()
}

func (e *engine) Info() execution.Info { return e.info }

func (e *engine) Close() {}

func (e *engine) Coverage() (string, error) {
	if !e.o.cover {
		return "", nil
	}
	return coverage(e.Profiles, e.o.coverpkg)
}

func (e *engine) Plain(ctx context.Context, names []string) ([]plainResult, error) {
	return e.runPlain(ctx, e.o, names, e.args)
}

// Explore implements lab.
func (e *engine) Explore(ctx context.Context, test string, progress func(counts)) (x exploration, err error) {
	begin := time.Now()
	defer func() { x.Elapsed = time.Since(begin) }()
	pool, end := e.start()
	defer end()
	x.Test = test
	budget := explore.Budget{Time: e.o.Budget, Now: e.now}.Started()
	replayed, quiet, err := e.replayRecords(ctx, pool, test, budget, &x)
	if err != nil {
		return x, err
	}
	cfg := explore.Config{
		Base: execution.Spec{
			Test:     test,
			Seed:     e.o.Seed,
			Model:    e.o.Model,
			RealTime: e.o.Clock.Real,
			Early:    e.o.Clock.Early,
			MaxSteps: e.o.maxSteps,
			Hang:     e.o.hang,
			Timeout:  e.o.timeout,
			Leaks:    e.o.Leaks != settings.NoLeaks,
		},
		N:          e.o.Schedules,
		Budget:     budget,
		Strategies: e.o.Strategies,
		Parallel:   e.o.parallelWorkers(),
		KeepGoing:  !e.o.failfast || e.o.Leaks == settings.NewLeaks, // the first may be one that is left out
		Exhaustive: e.o.race,
	}
	res, err := explore.Explore(ctx, pool, cfg, func(ev explore.Event) {
		progress(counts{Schedules: ev.Executions, Distinct: ev.Distinct, Findings: len(replayed) + ev.Findings})
	})
	explored := time.Now()
	defer func() { x.Explaining = time.Since(explored) }()
	x.Tests = ownTests(res.First.Trace)
	x.Schedules, x.Distinct, x.Steps = res.Executions, res.Distinct, res.First.Steps
	x.Coverage, x.Confidence = res.Coverage, res.Confidence.Lines()
	x.Skipped, x.Whole = res.Reason == explore.NotRun, res.Reason == explore.Whole
	x.Unfinished = res.Unfinished("give more -budget, or try -short", "try -short")
	x.Notes = append(x.Notes, res.Notes()...)
	explained := map[int]bool{}
	var known []string
	if e.o.Leaks == settings.NewLeaks {
		known = res.LeaveOutOldLeaks()
	}
	x.drop(known)
	quiet = slices.DeleteFunc(quiet, func(s silent) bool { return slices.Contains(known, s.identity) })
	together := explore.Together(res.Findings, e.GOROOT)
	tell := telling{budget: budget, n: len(together)}
	for i, f := range together {
		tell.at = i
		switch {
		case f.Every > 0 && e.o.alike == nil:
			x.drop([]string{f.Identity}) // as its record shows it
			x.Findings = append(x.Findings, e.constant(f, &x))
		case replayed[f.Identity]:
		case e.o.alike != nil && explained[e.o.alike(f.Kind)]:
			x.Findings = append(x.Findings, found{ID: f.Identity, Failure: report.Failure{Test: test, Finding: f.Finding}})
		default:
			x.Findings = append(x.Findings, e.describe(ctx, pool, f, &tell, &x))
			if e.o.alike != nil {
				explained[e.o.alike(f.Kind)] = true
			}
		}
	}
	if note := tell.note(); note != "" {
		x.Notes = append(x.Notes, note)
	}
	if x.Quiet = quiet; !x.Whole {
		x.settle()
	}
	for i := range x.Findings {
		e.o.pages.write(e.everywhere(), e.Pkg.ImportPath, &x.Findings[i])
	}
	for _, f := range res.Never() {
		x.Findings = append(x.Findings, found{ID: finding.Identity(f), Failure: report.Failure{Test: test, Finding: f}})
	}
	return x, err
}

// describe makes a finding ready to print and, if it replays, records it.
func (e *engine) describe(ctx context.Context, pool execution.Laboratory, f *explore.Found, tell *telling, x *exploration) found {
	var why *finding.Why
	// A hang costs its whole time whenever it is run.
	again := f.Verdict == explore.Replayable && f.Finding.Kind != finding.Hang
	if again && !tell.over() {
		e.place(ctx, pool, f)
	}
	cut := false
	switch {
	case f.Verdict == explore.Unconfirmed && tell.over():
		tell.unsure++
	case !again || e.o.noshrink || f.Kind == finding.Nondeterminism:
	case tell.over():
		tell.unshrunk++
		cut = true
	default:
		why, cut = e.shrink(ctx, pool, f, tell.bound(), x)
		if cut && why.Shrunk {
			tell.partly++
		} else if cut {
			tell.unshrunk++
		}
	}
	out := f.Outcome
	if again && !tell.over() {
		out = e.withStacks(ctx, pool, f)
	} else if again && !cut {
		tell.plain++
	}
	shown := found{ID: f.Identity, Failure: e.failure(x.Test, f.Finding, &out)}
	if why != nil {
		shown.Why = why
	}
	shown.Often = f.Frequency
	shown.Schedule, shown.Of = f.First+1, e.o.Schedules
	if f.Verdict != explore.Replayable {
		shown.Notes = slices.Concat(shown.Notes, f.Doubts(), f.Beside)
		return shown
	}
	shown.Notes = append(shown.Notes, f.Beside...)
	e.record(f, &shown, x)
	return shown
}

// drop takes findings out of x.
func (x *exploration) drop(identities []string) {
	x.Findings = slices.DeleteFunc(x.Findings, func(f found) bool { return slices.Contains(identities, f.ID) })
}

// constant makes a finding ready to print that every schedule shows. There is
// nothing to make simpler or to explain, and to see it again takes no record; a
// leak has one for all tests of the package.
func (e *engine) constant(f *explore.Found, x *exploration) found {
	shown := found{ID: f.Identity, Failure: e.failure(x.Test, f.Finding, &f.Outcome)}
	shown.Every, shown.Schedule, shown.Of, shown.Notes = f.Every, 1, e.o.Schedules, f.Beside
	if f.Kind == finding.Leak && f.Verdict == explore.Replayable && !e.leaked[f.Identity] {
		if e.leaked == nil {
			e.leaked = map[string]bool{}
		}
		e.leaked[f.Identity] = true
		e.record(f, &shown, x)
	}
	return shown
}

// record keeps the schedule of a finding, unless that is not wanted.
func (e *engine) record(f *explore.Found, shown *found, x *exploration) {
	if e.o.norecord {
		return
	}
	rec, err := e.recordOf(f, e.story(shown.Failure))
	if err == nil {
		// A record that is there did not show this finding any more.
		shown.Record, _, err = finding.Save(e.records, rec, true)
	}
	if err != nil {
		x.Notes = append(x.Notes, err.Error())
	}
}

// withStacks runs the execution of f once more for the stack at each step. If
// that is not to be had, the report does without.
func (e *engine) withStacks(ctx context.Context, pool execution.Laboratory, f *explore.Found) execution.Outcome {
	spec := f.Spec
	spec.Stacks = true
	out, err := pool.Fresh(ctx, spec)
	if err != nil || out.Hash != f.Outcome.Hash || out.Status != f.Outcome.Status {
		return f.Outcome
	}
	return out
}

func (e *engine) failure(test string, f finding.Finding, out *execution.Outcome) report.Failure {
	return report.Failure{
		Test:    cmp.Or(finding.Owner(f, out.Trace), test),
		Finding: f,
		Why:     finding.WhyOf(f, out.Trace),
		Trace:   out.Trace,
		Steps:   out.Steps,
		Output:  out.Output,
		NoRace:  e.o.race && out.Races == 0,
	}
}

// story is the readable part of a record: the report, as it looks on every
// machine.
func (e *engine) story(f report.Failure) []string {
	var b strings.Builder
	e.everywhere().WriteFailure(&b, f)
	return strings.Split(strings.TrimRight(b.String(), "\n"), "\n")
}

// everywhere shows findings as they look on every machine.
func (e *engine) everywhere() report.Terminal {
	return report.Terminal{GOROOT: e.GOROOT, Dirs: []string{e.Pkg.Dir, e.Module}}
}

// settle says of the records whose schedules show nothing any more what that
// means, when all findings are known.
func (x *exploration) settle() {
	for _, s := range x.Quiet {
		x.Notes = append(x.Notes, s.say(slices.ContainsFunc(x.Findings, func(f found) bool { return f.ID == s.identity })))
	}
	x.Quiet = nil
}

// A silent record is one whose schedule shows nothing any more.
type silent struct {
	file, identity string
	differs        string // where the program left it
}

// say says so, and what to do unless the finding was found anew.
func (s silent) say(found bool) string {
	text := relative(s.file) + ": " + s.differs
	switch {
	case s.differs != "" && found:
		return text
	case s.differs != "":
		return text + "; no schedule shows the finding now; racekit corpus prune deletes such records"
	case found:
		return text + "this schedule passes now, others do not"
	}
	return text + "passes now; racekit corpus prune deletes it"
}

// replayRecords runs the recorded schedules of a test. It returns the
// identities of the findings that they still show.
func (e *engine) replayRecords(ctx context.Context, pool execution.Laboratory, test string, budget explore.Budget, x *exploration) (shown map[string]bool, quiet []silent, err error) {
	shown = map[string]bool{}
	files, err := finding.Saved(e.records, test)
	if err != nil {
		return nil, nil, err
	}
	explaining := budget
	explaining.Time /= 3 // so that half of the budget is left to explore
	for i, file := range files {
		if budget.Spent() {
			x.Notes = append(x.Notes, fmt.Sprintf("%s not replayed: the budget of %v was used up (-budget)", text.Count(len(files)-i, "record"), budget.Time))
			break
		}
		rec, err := finding.Load(file)
		if err != nil {
			x.Notes = append(x.Notes, fmt.Sprintf("a record was not replayed: %v", err))
			continue
		}
		if rec.Test != test || rec.Race != e.o.race {
			continue // another name in the same folder, or another kind of build
		}
		if !e.o.replays(rec) || !e.o.selects(rec) {
			continue
		}
		tell := telling{budget: explaining, at: i, n: len(files)}
		r, err := e.replay(ctx, pool, rec, tell.bound())
		if err != nil {
			return shown, quiet, err
		}
		if r.out.Status == execution.Cut {
			x.Notes = append(x.Notes, fmt.Sprintf("%s: the recorded schedule %s", relative(file), strings.TrimPrefix(r.out.Message, "it ")))
			continue
		}
		switch how := r.standing(rec); {
		case (how == passesNow || how == differsNow) && (e.o.filters(test) || filteredBy(e.args)):
			// The subtest that fails may be one that is not selected.
		case how == passesNow || how == differsNow:
			quiet = append(quiet, silent{file, rec.Identity, r.diverged})
		case r.diverged != "":
			x.Notes = append(x.Notes, relative(file)+": "+r.diverged)
		}
		for _, f := range r.found {
			if !shown[f.ID] {
				shown[f.ID] = true
				f.Record, f.Notes = file, []string{"this is a recorded schedule"}
				x.Findings = append(x.Findings, f)
			}
		}
	}
	return shown, quiet, nil
}

// relative shortens a path for people who stand in the current folder.
func relative(path string) string {
	wd, err := os.Getwd()
	if err != nil {
		return path
	}
	rel, err := filepath.Rel(wd, path)
	if err != nil || strings.HasPrefix(rel, "..") {
		return path
	}
	return rel
}
