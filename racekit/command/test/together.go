package test

import (
	"context"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/campaign"
	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// runsBeside reports whether go test runs a test beside others, and it is right by
// itself: a test that is not would be found again.
func runsBeside(x *campaign.Result) bool {
	return x.Coverage.Uses&execution.UsesParallel != 0 && len(x.Findings) == 0 && x.Unfinished == "" && !x.Skipped
}

// together explores the parallel tests of a package as go test runs them: all at
// once. They have the budget of one test, and are chosen by -run as they are. That
// they are too many, or too slow, to be explored together does not make the run
// unfinished: each was explored.
func (r *runner) together(ctx context.Context, l lab, names []string, p *pkgResult) {
	x, err := r.explore(ctx, l, trace.Together(names))
	if err == nil && x.Unfinished != "" && ctx.Err() == nil {
		x.Coverage.Why, x.Unfinished = x.Unfinished, ""
	}
	x.Tests = nil // they were told one by one
	if r.o.Run.Text != "" || r.o.Skip.Text != "" {
		x.Coverage.Uses |= execution.UsesParallel // there may be others
	}
	if x.Failure() == nil && r.o.Verbose {
		x.Notes = append(x.Notes, "they are "+strings.Join(names, ", "))
	}
	cut(ctx, &x, err)
	p.Ran++
	x.Test = names[0] // as whose its findings are accepted
	r.count(p, &x)
	x.Test = trace.Parallel
	r.status.Clear()
	r.out.test(x)
}
