package test

import (
	"context"
	"errors"
	"time"

	"github.com/racekit/toolkit/racekit/command/engine"
	"github.com/racekit/toolkit/racekit/command/frame"
	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/gocmd"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A lab runs the tests of one built package.
type lab interface {
	Info() execution.Info
	// Explore runs one test under its recorded schedules and then under new
	// ones. What it has is returned with an error too.
	Explore(ctx context.Context, test string, progress func(engine.Counts)) (campaign.Result, error)
	// Plain runs examples, fuzz targets and tests that explore themselves once.
	// Known has, by test, the identities of findings that were told already.
	Plain(ctx context.Context, names []string, known map[string][]string) ([]plainResult, error)
	// Coverage says how much of the code ran; "" if that was not asked for.
	Coverage() (string, error)
}

// A runner takes packages one after the other through their tests.
type runner struct {
	o      *engine.Options
	out    sink
	status *engine.Status
	now    func() time.Time
	open   func(context.Context, *gocmd.Binary) (lab, error)
	accept *acceptance
	worst  int // exit code so far
	total  engine.Counts
}

func (r *runner) note(code int) { r.worst = max(r.worst, code) }

// done reports whether no more tests are to be started.
func (r *runner) done(ctx context.Context) bool {
	return ctx.Err() != nil || r.o.FailFast && r.worst > frame.ExitClean
}

// all runs the packages as they are built and returns the exit code.
func (r *runner) all(ctx context.Context, built []<-chan *gocmd.Binary) int {
	for i, ch := range built {
		b := r.await(ch, i+1, len(built))
		if !r.done(ctx) {
			r.run(ctx, b)
		}
	}
	if ctx.Err() != nil {
		r.note(frame.ExitUnfinished)
	}
	r.status.Clear()
	r.out.close()
	return r.worst
}

// await waits for a binary to be built, and says so if that takes long.
func (r *runner) await(ch <-chan *gocmd.Binary, n, of int) *gocmd.Binary {
	defer r.status.Building(engine.Building(n, of))()
	return <-ch
}

// run tests the package of b and prints how that went.
func (r *runner) run(ctx context.Context, b *gocmd.Binary) {
	start := r.now()
	var p pkgResult
	p.Package = b.Pkg.ImportPath
	switch {
	case b.Pkg.Error != nil:
		r.note(frame.ExitUsage)
		p.Built, p.Said = "setup failed", []byte("# "+p.Package+"\n"+b.Pkg.Error.Err+"\n")
	case b.Err != nil:
		r.note(frame.ExitUsage)
		p.Built, p.Said = "build failed", b.Said
	case !b.Pkg.HasTests():
		r.out.begin(p.Package)
		p.NoFiles = true
	default:
		r.out.begin(p.Package)
		r.tests(ctx, b, &p)
	}
	p.Elapsed = r.now().Sub(start)
	r.status.Clear()
	r.out.end(p)
}

// tests runs the tests, examples and fuzz targets of a built package.
func (r *runner) tests(ctx context.Context, b *gocmd.Binary, p *pkgResult) {
	l, err := r.open(ctx, b)
	if err != nil {
		r.fail(ctx, p, err)
		return
	}
	info := l.Info()
	r.accept.listed(p.Package, info.Tests)
	var plain, beside []string
	whole := map[string]*campaign.Result{}
	for _, name := range info.Tests {
		if r.done(ctx) {
			break
		}
		if !engine.Selected(name, r.o.Run, r.o.Skip) {
			continue
		}
		switch x := r.test(ctx, l, name, p); {
		case x.Whole:
			plain, whole[name] = append(plain, name), x
		case runsBeside(x):
			beside = append(beside, name)
		}
	}
	if len(beside) > 1 && !r.done(ctx) {
		r.together(ctx, l, beside, p)
	}
	for _, name := range append(info.Examples, info.Fuzzers...) {
		if engine.Selected(name, r.o.Run, r.o.Skip) {
			plain = append(plain, name)
			if unwatched(r.o) {
				p.Unwatched++
			}
		}
	}
	if len(plain) > 0 && !r.done(ctx) {
		r.plain(ctx, l, plain, whole, p)
	}
	if ctx.Err() != nil {
		p.Unfinished = true
		return
	}
	if p.Coverage, err = l.Coverage(); err != nil {
		r.fail(ctx, p, err)
	}
}

// test explores a test and prints how that went, unless it explores itself and
// is to be run as it is.
func (r *runner) test(ctx context.Context, l lab, name string, p *pkgResult) *campaign.Result {
	x, err := r.explore(ctx, l, name)
	if x.Whole {
		return x.Recorded()
	}
	p.Ran++
	cut(ctx, &x, err)
	p.beside(&x)
	r.count(p, &x)
	r.status.Clear()
	r.out.test(x)
	return &x
}

// explore explores a test, and says meanwhile how far that is.
func (r *runner) explore(ctx context.Context, l lab, name string) (campaign.Result, error) {
	label := trace.Label(name)
	r.status.Clear()
	r.out.run(label)
	before := r.total
	x, err := l.Explore(ctx, name, func(c engine.Counts) {
		r.status.Update(func(now *engine.Counts) {
			*now = engine.Counts{Test: label, Schedules: before.Schedules + c.Schedules, Distinct: before.Distinct + c.Distinct, Findings: before.Findings + c.Findings}
		})
	})
	x.Test = label
	return x, err
}

// beside notes of a test which earlier one may have left goroutines that run
// beside it, as far as both use variables of packages.
func (p *pkgResult) beside(x *campaign.Result) {
	if uses := x.Coverage.Uses; uses&execution.UsesGlobals != 0 {
		x.Coverage.Beside = p.Leaves
		if p.Leaves == "" && uses&execution.UsesOutlives != 0 {
			p.Leaves = x.Test
		}
	}
}

// cut notes why the exploration of a test did not come to its end, if err says so.
func cut(ctx context.Context, x *campaign.Result, err error) {
	switch {
	case err == nil:
	case ctx.Err() != nil:
		x.Unfinished = "interrupted"
	default:
		x.Unfinished = err.Error()
	}
}

// count adds a test to its package.
func (r *runner) count(p *pkgResult, x *campaign.Result) {
	r.accept.mark(p.Package, x)
	r.total.Schedules += x.Schedules
	r.total.Distinct += x.Distinct
	r.total.Findings += len(x.Findings)
	p.Schedules += x.Schedules
	p.Distinct += x.Distinct
	for _, f := range x.Findings {
		if f.Accepted != "" {
			p.Accepted++
		}
	}
	if x.Verified() {
		p.Verified++
		if x.Coverage.OnTime {
			p.OnTime++
		}
	}
	if x.NoPoint {
		p.NoPoint++
	}
	if x.Failure() != nil {
		p.Failed = true
		r.note(frame.ExitFinding)
	}
	if x.Unfinished != "" {
		p.Unfinished = true
		r.note(frame.ExitUnfinished)
	}
}

// plain runs the named ones as they are; those in whole explore themselves, and
// were said to run.
func (r *runner) plain(ctx context.Context, l lab, names []string, whole map[string]*campaign.Result, p *pkgResult) {
	known := map[string][]string{}
	for name, x := range whole {
		for _, f := range x.Findings {
			known[name] = append(known[name], f.ID)
		}
	}
	results, err := l.Plain(ctx, names, known)
	if err != nil {
		r.fail(ctx, p, err)
	}
	r.status.Clear()
	for _, x := range results {
		p.Ran++
		if begun := whole[x.Name]; begun != nil {
			x.Begun, x.Explored = true, *begun
		}
		if x.Begun || len(x.Handed) > 0 {
			x.Explored.Test = x.Name
			for i := range x.Handed {
				x.Explored.Add(&x.Handed[i])
			}
			x.Explored.Settle()
			r.count(p, &x.Explored)
		}
		if x.Action == "fail" {
			p.Failed = true
			r.note(frame.ExitFinding)
		}
		r.out.plain(x)
	}
}

// fail is for a package of which some tests could not be run at all.
func (r *runner) fail(ctx context.Context, p *pkgResult, err error) {
	p.Unfinished = true
	r.note(frame.ExitUnfinished)
	if ctx.Err() == nil && !errors.Is(err, context.Canceled) {
		p.Said = append(p.Said, err.Error()+"\n"...)
	}
}
