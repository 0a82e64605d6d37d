package explore

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A piece is what was done of a chunk.
type piece struct {
	chunk chunk
	spec  execution.Spec // of its executions, but for the index
	next  int            // the first index that was not run
	runs  []execution.Run
	sites []uint32
	hits  []hit
	count *sched.Profile // of the traced execution
	err   error
}

// A hit is an execution that showed something. The outcome is there for the
// first one with each finding in a piece.
type hit struct {
	found   []finding.Finding
	spec    execution.Spec
	outcome *execution.Outcome
	index   int // of the execution
	before  int // executions before it

	confirmation *Confirmation // if it was replayed already

	preemptions int // for a search; others count the switches
	searched    bool
	least       bool
	lasting     string // of a livelock that was followed as far as is needed: what is to be said with it
}

// part0 is the piece of the default schedule.
func part0(spec execution.Spec, r execution.Run) *piece {
	return &piece{chunk: chunk{end: 1, strategy: spec.Strategy}, next: 1, runs: []execution.Run{r}}
}

// slice is how long a worker should be busy with one request: this is how
// precisely a budget is kept.
const slice = 50 * time.Millisecond

// round runs the chunks of r on several workers and merges what they bring in
// order of index. Where executions disturb each other, one worker runs what was
// not merged: which executions there are does not depend on that.
func (e *explorer) round(ctx context.Context, r round) error {
	chunks, err := e.feed(ctx, r, r.chunks(e.Strategies, e.Steps))
	if err != nil {
		return err
	}
	for {
		left, err := e.together(ctx, chunks)
		if err != errDisturbed {
			return err
		}
		e.Parallel, e.Alone, e.Base.Alone = 1, true, true // the workers have ended
		chunks = left
	}
}

// together runs chunks on several workers. It returns those that are left with
// errDisturbed.
func (e *explorer) together(ctx context.Context, chunks []chunk) (left []chunk, err error) {
	pieces := make([]chan *piece, len(chunks))
	for i := range pieces {
		pieces[i] = make(chan *piece, 1)
	}
	running, cancel := context.WithCancel(ctx)
	var next atomic.Int64
	var wg sync.WaitGroup
	defer cancel()
	defer wg.Wait()
	// Workers come to the end of what they run: who is killed leaves files behind.
	e.halt.Store(false)
	defer e.halt.Store(true)
	for range min(e.Parallel, len(chunks)) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(chunks); i = int(next.Add(1)) - 1 {
				pieces[i] <- e.explore(running, chunks[i])
			}
		})
	}
	var failed error
	for i := range pieces {
		p := <-pieces[i]
		// After a failure the others are asked for what they have, not for more.
		rest, err := e.complete(ctx, p, failed == nil)
		switch {
		case failed != nil: // what the others found is kept, but this is not the end
		case err == errEnd:
			return nil, err
		case err == errDisturbed:
			return append([]chunk{rest}, chunks[i+1:]...), err
		case err != nil:
			failed = err
			cancel()
		}
	}
	if failed == nil && e.Executions < e.N && e.over() {
		e.Reason = OutOfTime
		return nil, errEnd
	}
	return nil, failed
}

// complete merges a piece, and runs what it left of its chunk: a worker stops
// at a finding, and whether to go on is decided here, in order. What is left with
// errDisturbed, it returns.
func (e *explorer) complete(ctx context.Context, p *piece, more bool) (left chunk, err error) {
	for {
		switch disturbed, err := e.disturbed(ctx, p); {
		case err != nil && p.err == nil:
			p.err = err // what was found is kept
		case disturbed && more:
			return p.chunk, errDisturbed
		}
		if err := e.merge(ctx, p); err != nil {
			return left, err
		}
		if p.err != nil {
			return left, p.err
		}
		if !more || p.next == p.chunk.end || e.over() {
			return left, nil
		}
		c := p.chunk
		c.begin = p.next
		p = e.explore(ctx, c)
	}
}

// explore runs c up to its end, to the end of the budget or of the round or,
// unless KeepGoing is set, to the first finding.
func (e *explorer) explore(ctx context.Context, c chunk) *piece {
	p := &piece{chunk: c, next: c.begin}
	spec := e.Base
	spec.Strategy, spec.Learn, spec.Sites = c.strategy, c.learn, e.Sites
	if c.script != nil {
		spec.Script, spec.Sites = c.script, c.sites
	}
	seen := map[string]bool{}
	for p.next < c.end && !e.over() && !e.halt.Load() {
		spec.Index = p.next
		n := c.end - p.next
		if e.Isolated {
			n = 1 // a batch would save nothing
		} else if pace := e.pace.Load(); pace > 0 {
			n = min(n, max(1, int(int64(slice)/pace)))
		}
		begin := e.Budget.now()
		spec, n := e.measured(c, spec, n)
		p.spec = spec
		b, err := e.lab.RunBatch(ctx, spec, n)
		if err != nil {
			p.err = err
			return p
		}
		e.took(begin, len(b.Runs))
		p.runs = append(p.runs, b.Runs...)
		p.sites = append(p.sites, b.Sites...)
		p.next += len(b.Runs)
		if spec.Trace && b.Stop != nil && b.Stop.Status == execution.Passed {
			p.count = execution.ProfileOf(b.Stop.Trace)
		}
		if b.Stop != nil && b.Stop.Found() && !(c.script != nil && b.Stop.Status == execution.Diverged) {
			p.hits = append(p.hits, hit{found: e.shows(b.Stop), spec: spec, outcome: b.Stop, index: b.Stop.Index, preemptions: b.Stop.Switches})
			if last := &p.hits[len(p.hits)-1]; !fresh(last.found, seen) {
				last.outcome = nil
			}
			if !e.KeepGoing {
				return p
			}
		}
	}
	return p
}

// fresh notes the findings, and reports whether one of them is new or there
// are none.
func fresh(found []finding.Finding, seen map[string]bool) bool {
	isNew := len(found) == 0
	for _, f := range found {
		id := finding.Identity(f)
		isNew = isNew || !seen[id]
		seen[id] = true
	}
	return isNew
}

// merge adds a piece to the result. Pieces come in order of index.
func (e *explorer) merge(ctx context.Context, p *piece) error {
	before := map[int]int{} // executions, by index
	for i, r := range p.runs {
		before[r.Index] = e.Executions + i
		e.feedback.note(p, r)
		e.hashes[r.Hash] = true
		e.uses |= r.Uses
		if p.chunk.end > 1 { // not the default schedule
			e.tally.add(r.Hash, r.Tasks, p.chunk.strategy.At(r.Index))
		}
		e.count(e.Executions+i, r.Marks, true)
		if r.Choices > 0 {
			e.choices = append(e.choices, r.Choices)
		} else if r.Steps > 0 {
			e.choices = append(e.choices, r.Steps)
		}
	}
	e.Executions += len(p.runs)
	e.Distinct = len(e.hashes)
	e.learned = append(e.learned, p.sites...)
	if p.count != nil {
		e.counted = p.count
	}
	e.census.add(p)
	for _, h := range p.hits {
		h.before = before[h.index]
		if err := e.judge(ctx, p.chunk, h); err != nil {
			return err
		}
	}
	if len(p.runs) > 0 && len(p.hits) == 0 {
		e.report(nil)
	}
	return nil
}

// judge enters the findings of one execution.
func (e *explorer) judge(ctx context.Context, c chunk, h hit) error {
	if err := e.outlast(ctx, &h); err != nil || len(h.found) == 0 && h.outcome != nil && !h.outcome.Found() {
		return err
	}
	if len(h.found) == 0 && h.outcome != nil {
		switch h.outcome.Status {
		case execution.Cut:
			e.Late++
		case execution.Livelock:
			e.Long++
		default:
			if e.Limited++; e.Limited == 1 {
				e.Limitation = h.outcome.Output
			}
		}
		return nil
	}
	confirmation := h.confirmation
	for _, f := range h.found {
		id := finding.Identity(f)
		i := slices.IndexFunc(e.Findings, func(o *Found) bool { return o.Identity == id })
		if i < 0 && h.outcome == nil {
			continue // the first of the piece was only long
		}
		n := &Found{Finding: f, Identity: id, Strategy: c.strategy, First: h.before, Preemptions: h.preemptions, Least: h.least}
		if h.lasting != "" {
			n.Beside, n.Built = []string{h.lasting}, true
		}
		if h.outcome != nil {
			n.Strategy = c.strategy.At(h.outcome.Index)
		}
		if i >= 0 {
			n.First, n.Tries = e.Findings[i].First, e.Findings[i].Tries
			fewer := h.searched && h.preemptions < e.Findings[i].Preemptions
			if h.outcome == nil || !fewer && (n.Tries == maxTries || e.Findings[i].Verdict != NotRepeated) {
				continue
			}
			e.Findings[i].Tries++
		}
		n.Tries++
		n.Outcome, n.Spec = *h.outcome, ReplaySpec(h.spec, h.outcome)
		if confirmation == nil && e.Budget.Over() {
			confirmation = new(Confirmation)
		}
		if confirmation == nil {
			got, err := Confirm(ctx, e.lab, e.Budget, n.Spec, h.outcome)
			if err != nil {
				if i < 0 {
					e.enter(n)
				}
				return err
			}
			confirmation = &got
		}
		n.Confirmation = *confirmation
		switch {
		case i < 0:
			e.enter(n)
		case n.Verdict == Replayable: // of several executions, keep one that replays
			e.Findings[i] = n
		}
	}
	if confirmation != nil && confirmation.Verdict == Inconsistent {
		e.inconsistent(c, h, confirmation)
	}
	if e.enough() {
		e.Reason = Enough
		return errEnd
	}
	return nil
}

// maxTries bounds how many executions with the same finding are replayed until
// one replays exactly.
const maxTries = 3

func (e *explorer) enter(f *Found) {
	e.Findings = append(e.Findings, f)
	e.report(f)
}

// inconsistent adds that the execution does not repeat itself.
func (e *explorer) inconsistent(c chunk, h hit, confirmation *Confirmation) {
	f := confirmation.nondeterminism()
	id := finding.Identity(f)
	e.census.saw([]finding.Finding{f})
	if slices.ContainsFunc(e.Findings, func(o *Found) bool { return o.Identity == id }) {
		return
	}
	e.enter(&Found{Finding: f, Identity: id, Outcome: *h.outcome, Spec: ReplaySpec(h.spec, h.outcome), Strategy: c.strategy.At(h.outcome.Index), First: h.before, Confirmation: *confirmation})
}

// enough reports whether the findings are as many as were asked for. One that
// depends on carried-over state is no reason to stop at first: the next
// execution that shows it may replay.
func (e *explorer) enough() bool {
	if len(e.Findings) >= e.MaxFindings {
		return true
	}
	return !e.KeepGoing && slices.ContainsFunc(e.Findings, func(f *Found) bool {
		return f.Verdict != NotRepeated || f.Tries == maxTries
	})
}
