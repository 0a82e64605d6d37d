package explore

import (
	"context"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Feedback moves a part of the default portfolio to what shows new behaviour:
// pairs of conflicting operations that no earlier execution has shown
// (sched.Cover). Of the chunks of a round one in four is run with the strategy
// that has found most of late, and one in four begins like an execution that
// was new and then goes another way (as greybox fuzzers do: Wolff et al., RFF,
// ASPLOS 2024). The others keep the mixture, which no wrong guess can starve.
type feedback struct {
	pairs map[uint32]bool
	yield map[arm]*yield
	found []discovery // in order of index
}

// An arm is what a chunk may be spent on.
type arm struct {
	kind    sched.Kind
	depth   int
	mutates bool
}

// A yield is what an arm has brought.
type yield struct{ executions, pairs float64 }

// A discovery is an execution that was new.
type discovery struct {
	spec   execution.Spec
	hash   uint64
	pairs  map[uint32]bool // that were new
	script []uint32        // its decisions, once they were asked for
	at     int             // how many of them it took to show the last of pairs
}

const (
	// mutants is how many executions begin like one discovery.
	mutants = 8
	// discoveries bounds those that are kept: the last ones.
	discoveries = 256
	// fading is what a round counts for in the next one.
	fading = 0.5
	// firstFed is the first index at which there is enough to go by: what the
	// mixture finds at once needs no feedback.
	firstFed = firstRound * 21
)

// note takes down what run r of a chunk has shown. Runs come in order of index.
func (f *feedback) note(p *piece, r execution.Run) {
	a := arm{mutates: p.chunk.script != nil}
	if !a.mutates {
		c := p.chunk.strategy.At(r.Index)
		a.kind, a.depth = c.Kind, c.Depth
	}
	y := f.yield[a]
	if y == nil {
		y = &yield{}
		f.yield[a] = y
	}
	y.executions++
	fresh := map[uint32]bool{}
	for _, pair := range r.Pairs {
		if !f.pairs[pair] {
			f.pairs[pair], fresh[pair] = true, true
			y.pairs++
		}
	}
	if len(fresh) > 0 && p.spec.Test != "" {
		d := discovery{spec: p.spec, hash: r.Hash, pairs: fresh}
		d.spec.Index = r.Index
		f.found = append(f.found, d)
	}
}

// fade makes room for the next round.
func (f *feedback) fade() {
	for _, y := range f.yield {
		y.executions *= fading
		y.pairs *= fading
	}
	if n := len(f.found) - discoveries; n > 0 {
		f.found = slices.Clone(f.found[n:])
	}
}

// best is the strategy with the most new pairs per execution; false if none
// found any.
func (f *feedback) best() (sched.Config, bool) {
	var best sched.Config
	most := 0.0
	for _, c := range sched.Mixture() { // in a fixed order: ties go to the first
		if y := f.yield[arm{kind: c.Kind, depth: c.Depth}]; y != nil && y.pairs > most*max(1, y.executions) {
			best, most = c, y.pairs/max(1, y.executions)
		}
	}
	return best, most > 0
}

// feed gives chunks of the mixture to what brings more. Which, depends on the
// rounds before alone.
func (e *explorer) feed(ctx context.Context, r round, chunks []chunk) ([]chunk, error) {
	if e.Isolated || r.begin < firstFed || len(e.Strategies) != 1 || e.Strategies[0].Kind != sched.Mixed {
		return chunks, nil
	}
	best, ok := e.feedback.best()
	var out []chunk
	used := 0
	for i, c := range chunks {
		switch {
		case i%4 == 2 && ok && !c.learn:
			best.Steps = c.strategy.Steps
			c.strategy = best
		case i%4 == 3:
			for begin := c.begin; begin < c.end; begin += mutants {
				d, err := e.discovery(ctx, used)
				if err != nil {
					return nil, err
				}
				used++
				m := c
				m.begin, m.end = begin, min(begin+mutants, c.end)
				if d != nil {
					m.script, m.sites = d.script[:d.cut(sched.Derive(e.Base.Seed, begin))], d.spec.Sites
					m.strategy = sched.Config{Kind: sched.RandomWalk}
				}
				out = append(out, m)
			}
			continue
		}
		out = append(out, c)
	}
	return out, nil
}

// cut draws how many decisions of d to follow: as many as it took to show what
// was new, or fewer.
func (d *discovery) cut(random uint64) int {
	if random%2 == 0 {
		return d.at
	}
	return 1 + int(random/2%uint64(d.at))
}

// stepsTo returns how many of the events it takes to show the last of the pairs.
func stepsTo(events []trace.Event, pairs map[uint32]bool) int {
	last := map[uint32]*trace.Event{}
	at := len(events)
	for i := range events {
		e := &events[i]
		if e.Object == 0 {
			continue
		}
		if o := last[e.Object]; o != nil && o.Task != e.Task && sched.Conflict(o.Op, e.Op) && pairs[sched.Pair(o.PC, e.PC)] {
			at = i + 1
		}
		last[e.Object] = e
	}
	return at
}

// discovery returns the n-th latest one that repeats itself; nil if there is
// none. The latest are the farthest from the start.
func (e *explorer) discovery(ctx context.Context, n int) (*discovery, error) {
	f := &e.feedback
	for len(f.found) > 0 && !e.over() {
		i := len(f.found) - 1 - n%len(f.found)
		d := &f.found[i]
		if d.script != nil {
			return d, nil
		}
		spec := d.spec
		spec.Trace, spec.Learn = true, false
		o, err := e.lab.Run(ctx, spec)
		if err != nil {
			return nil, err
		}
		if o.Trace != nil && o.Hash == d.hash && len(o.Trace.Events) == o.Steps && o.Steps > 0 {
			d.script = o.Trace.Decisions()
			d.at = stepsTo(o.Trace.Events, d.pairs)
			return d, nil
		}
		f.found = slices.Delete(f.found, i, i+1)
	}
	return nil, nil
}
