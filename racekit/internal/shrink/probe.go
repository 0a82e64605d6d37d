package shrink

import (
	"context"
	"errors"
	"slices"
	"sync"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A prober runs candidates and says which of them show the finding.
type prober struct {
	lab      execution.Laboratory
	spec     execution.Spec
	identity string
	steps    int // that may still be run; what is left decides nothing but when to stop
	runs     int
	watch

	stays      []uint32     // by goroutine: for so many steps it goes on by itself; nil is as the default schedule has it
	known      *trace.Trace // of the best schedule, if its ways matter
	knownTurns []sched.Turn
}

// errSpent ends a search whose budget is used up.
var errSpent = errors.New("the budget is used up")

const (
	maxBatch      = 64      // candidates in one request
	maxBatchSteps = 500_000 // about a tenth of a second
	maxBatchTurns = 100_000 // bounds the size of a request
	overhead      = 1000    // an execution costs as much as so many steps, beside its own
)

// first runs the candidates in order, up to one that shows the finding and
// that accept accepts. It returns its number, -1 if there is none.
func (p *prober) first(ctx context.Context, candidates [][]sched.Turn, steps int, accept func(*execution.Outcome) bool) (int, *execution.Outcome, error) {
	for at := 0; at < len(candidates); {
		if err := p.spent(ctx); err != nil {
			return -1, nil, err
		}
		if len(waysOf(candidates[at])) > 0 {
			o, err := p.trace(ctx, candidates[at])
			if err != nil || p.shows(o) && accept(o) {
				return at, o, err
			}
			at++
			continue
		}
		spec := p.spec
		turns := 0
		limit := min(maxBatch, max(1, maxBatchSteps/max(1, steps)), max(1, p.steps/(steps+overhead)), p.quick())
		if spec.Isolated {
			limit = 1 // a batch would save nothing
		}
		for _, c := range candidates[at:] {
			if turns += len(c) + p.staying(); len(spec.Plans) > 0 && (turns > maxBatchTurns || len(spec.Plans) == limit || len(waysOf(c)) > 0) {
				break
			}
			spec.Plans = append(spec.Plans, p.plan(c))
		}
		begin := p.now()
		b, err := p.lab.RunBatch(ctx, spec, len(spec.Plans))
		if err != nil {
			return -1, nil, err
		}
		p.saw(begin, len(b.Runs))
		for _, r := range b.Runs {
			p.count(r.Steps)
		}
		at += len(b.Runs)
		if b.Stop != nil && p.shows(b.Stop) && accept(b.Stop) {
			return at - 1, b.Stop, nil
		}
		if len(b.Runs) == 0 {
			return -1, nil, errors.New("the executor ran nothing of what it was asked for")
		}
	}
	return -1, nil, nil
}

// trace runs one candidate and returns what it did, finding or not.
func (p *prober) trace(ctx context.Context, turns []sched.Turn) (*execution.Outcome, error) {
	outs, err := p.traces(ctx, [][]sched.Turn{turns})
	if err != nil {
		return nil, err
	}
	p.count(outs[0].Steps)
	return outs[0], nil
}

// traces is trace for several candidates, at once where there are workers. They
// do not count yet, but what it took to find their ways does.
func (p *prober) traces(ctx context.Context, candidates [][]sched.Turn) ([]*execution.Outcome, error) {
	if err := p.spent(ctx); err != nil {
		return nil, err
	}
	begin := p.now()
	outs, errs, all := make([]*execution.Outcome, len(candidates)), make([]error, len(candidates)), make([]spelling, len(candidates))
	var wg sync.WaitGroup
	for i, turns := range candidates {
		wg.Go(func() {
			all[i], errs[i] = p.spell(ctx, turns)
			outs[i] = &all[i].out
		})
	}
	wg.Wait()
	n := len(candidates)
	for _, s := range all {
		n += s.runs
		p.runs += s.runs
		p.steps -= s.steps + s.runs*overhead
	}
	p.saw(begin, n)
	return outs, errors.Join(errs...)
}

func (p *prober) count(steps int) {
	p.runs++
	p.steps -= steps + overhead
}

func (p *prober) spent(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if p.steps <= 0 || p.ends() {
		return errSpent
	}
	return nil
}

// shows reports whether an outcome has the finding, and its whole trace.
func (p *prober) shows(o *execution.Outcome) bool {
	_, ok := p.find(o)
	return ok && o.Trace != nil && len(o.Trace.Events) == o.Steps
}

// find returns the finding as an outcome shows it.
func (p *prober) find(o *execution.Outcome) (finding.Finding, bool) {
	all := explore.FromOutcome(*o)
	i := slices.IndexFunc(all, func(f finding.Finding) bool { return finding.Identity(f) == p.identity })
	if i < 0 {
		return finding.Finding{}, false
	}
	return all[i], true
}
