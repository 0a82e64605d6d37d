package execution

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

const (
	// maxRuns and maxMemory are when a worker is replaced: the detector's
	// memory grows with every goroutine ever started.
	maxRuns   = 5000
	maxMemory = 3 << 29 // 1.5 GiB
)

// A Laboratory is what exploration and replay need beside a Batcher.
type Laboratory interface {
	Batcher
	// Fresh runs spec in a new process, after the warm-up unless spec is Isolated.
	Fresh(ctx context.Context, spec Spec) (Outcome, error)
}

// ErrOneProcess is the error of a laboratory that has no process but this one,
// when it is asked for an execution that is the first of its process.
var ErrOneProcess = errors.New("there is no other process to run it in")

// A Pool runs executions of one test binary in at most n workers at a time.
//
// The first execution in every worker is the warm-up: the default schedule of
// the same test. So what a test sets up once per process (caches, sync.Once)
// is there in every execution but the one with index 0, which is the warm-up
// itself, and those that are to be isolated.
type Pool struct {
	command Command
	slots   chan struct{}
	all     chan struct{} // held by who takes slots

	mu      sync.Mutex
	idle    []*warm // the last one was used last
	cold    bool    // the warm-up ends the process, so there is none
	symbols map[uint32][]trace.Frame

	globals func() *globals
}

// A warm is a worker that is past its warm-up.
type warm struct {
	*Worker
	up warmUp
}

// A warmUp is what the warm-up depends on.
type warmUp struct {
	test     string
	input    string
	seed     uint64
	model    Model
	realTime bool
	early    bool
	epoch    int64
	alone    bool // nobody disturbed it
}

var _ Laboratory = (*Pool)(nil)

// NewPool returns a pool without workers; they start when they are needed.
func NewPool(c Command, n int) *Pool {
	return &Pool{
		command: c, slots: make(chan struct{}, max(n, 1)), all: make(chan struct{}, 1), symbols: map[uint32][]trace.Frame{},
		globals: sync.OnceValue(func() *globals { return readGlobals(c.Path) }),
	}
}

// Info starts the test binary and returns what it says about itself.
func (p *Pool) Info(ctx context.Context) (Info, error) {
	w, err := Start(ctx, p.command)
	if err != nil {
		return Info{}, err
	}
	defer w.Close()
	return w.Info, nil
}

// Close ends all workers. The pool must not be in use.
func (p *Pool) Close() {
	p.mu.Lock()
	idle := p.idle
	p.idle = nil
	p.mu.Unlock()
	var wg sync.WaitGroup
	for _, w := range idle {
		wg.Go(w.Close)
	}
	wg.Wait()
}

// Run implements Executor. Without a finding and without Spec.Trace the
// Outcome is just Passed, with its hash.
func (p *Pool) Run(ctx context.Context, spec Spec) (Outcome, error) {
	b, learned, err := p.batch(ctx, spec, 1, false)
	return single(&spec, b, learned, err)
}

// Fresh implements Laboratory.
func (p *Pool) Fresh(ctx context.Context, spec Spec) (Outcome, error) {
	b, learned, err := p.batch(ctx, spec, 1, true)
	return single(&spec, b, learned, err)
}

func single(spec *Spec, b Batch, learned []uint32, err error) (Outcome, error) {
	if err != nil {
		return Outcome{}, err
	}
	if b.Stop != nil {
		return *b.Stop, nil
	}
	r := b.Runs[0]
	return Outcome{Test: spec.Test, Status: Passed, Index: r.Index, Hash: r.Hash, Steps: r.Steps, Marks: r.Marks, Sites: learned}, nil
}

// RunBatch implements Batcher.
func (p *Pool) RunBatch(ctx context.Context, spec Spec, n int) (Batch, error) {
	if !spec.Isolated {
		b, learned, err := p.batch(ctx, spec, n, false)
		b.Sites = learned
		return b, err
	}
	var all Batch
	for i := range n {
		s := spec
		s.Index = spec.indexOf(i)
		if len(spec.Plans) > 0 {
			s.Plans = spec.Plans[i : i+1]
		}
		b, learned, err := p.batch(ctx, s, 1, true)
		if err != nil {
			return all, err
		}
		all.Runs, all.Stop = append(all.Runs, b.Runs...), b.Stop
		all.Sites = append(all.Sites, learned...)
		if b.Stop != nil {
			break
		}
	}
	slices.Sort(all.Sites)
	all.Sites = slices.Compact(all.Sites)
	return all, nil
}

// batch runs n executions in one worker; a new one if fresh is set, which
// ends with them.
func (p *Pool) batch(ctx context.Context, spec Spec, n int, fresh bool) (Batch, []uint32, error) {
	if !slices.IsSorted(spec.Sites) {
		spec.Sites = slices.Sorted(slices.Values(spec.Sites))
	}
	s, err := p.series(ctx, spec, n, fresh)
	if err != nil {
		return Batch{}, nil, p.explain(spec, err)
	}
	if s.lost > 0 {
		// The summaries of the executions before a crash are had by running
		// them again, up to the crash.
		b, learned, err := p.batch(ctx, spec, s.lost, fresh)
		if err != nil || b.Stop != nil {
			return b, learned, err
		}
		s.runs = append(b.Runs, s.runs...)
		s.learned = learned
	}
	b := Batch{Runs: s.runs}
	if s.stop != nil {
		at, err := p.lookup(ctx, codeOf(&s))
		if err != nil {
			return Batch{}, nil, p.explain(spec, err)
		}
		b.Stop = outcome(&spec, &s, at, func(at uint64) reflect.Kind { return p.globals().kindAt(at) })
	}
	return b, s.learned, nil
}

func (p *Pool) explain(spec Spec, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return fmt.Errorf("%s, schedule %d: %w", spec.Test, spec.Index, err)
}

// series acquires a worker for the request, and learns the symbols that its
// outcome needs while the worker is there.
func (p *Pool) series(ctx context.Context, spec Spec, n int, fresh bool) (series, error) {
	leave, err := p.enter(ctx, spec.Alone)
	if err != nil {
		return series{}, err
	}
	defer leave()
	w, err := p.acquire(ctx, spec, fresh)
	if errors.Is(err, errCut) {
		return series{runs: []Run{{Index: spec.Index}}, stop: &wire.RawOutcome{Status: uint8(Cut), Index: spec.Index, Message: "the execution before it " + cutAfter(spec.Limit)}}, nil
	}
	if err != nil {
		return series{}, err
	}
	s, err := w.run(ctx, spec, n)
	if err != nil {
		w.Kill()
		return series{}, err
	}
	if s.stop != nil && w.Alive() {
		if err := p.learn(ctx, w.Worker, codeOf(&s)); err != nil {
			w.Kill()
			return series{}, err
		}
	}
	p.release(w, fresh || spec.Isolated)
	return s, nil
}

// enter waits for a slot, or for all of them, and returns what gives them back.
func (p *Pool) enter(ctx context.Context, alone bool) (leave func(), err error) {
	select {
	case p.all <- struct{}{}:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	defer func() { <-p.all }()
	want, have := 1, 0
	if alone {
		want = cap(p.slots)
	}
	leave = func() {
		for range have {
			<-p.slots
		}
	}
	for ; have < want; have++ {
		select {
		case p.slots <- struct{}{}:
		case <-ctx.Done():
			leave()
			return nil, ctx.Err()
		}
	}
	return leave, nil
}

func (p *Pool) acquire(ctx context.Context, spec Spec, fresh bool) (*warm, error) {
	up := warmUp{test: spec.Test, input: spec.Input, seed: spec.Seed, model: spec.Model, realTime: spec.RealTime, early: spec.Early, epoch: cmp.Or(spec.Epoch, DefaultEpoch), alone: spec.Alone}
	fresh = fresh || spec.Isolated
	p.mu.Lock()
	warming := warms(spec) && !p.cold
	if !fresh {
		for i := len(p.idle) - 1; i >= 0; i-- {
			if w := p.idle[i]; w.up == up {
				p.idle = slices.Delete(p.idle, i, i+1)
				p.mu.Unlock()
				return w, nil
			}
		}
	}
	// Those of other tests make room, also for the others that are in use now. What
	// runs alone or first must meet nothing that an idle process still holds.
	room := cap(p.slots) - 1
	if spec.Alone || spec.Isolated {
		room = 0
	}
	old := slices.Clone(p.idle[:max(len(p.idle)-room, 0)])
	p.idle = slices.Delete(p.idle, 0, len(old))
	p.mu.Unlock()
	for _, w := range old {
		w.Close()
	}
	for {
		command := p.command
		command.Epoch = up.epoch
		w, err := Start(ctx, command)
		if err != nil {
			return nil, err
		}
		if !warming {
			return &warm{w, up}, nil
		}
		s, err := w.run(ctx, warmUpFor(spec), 1)
		switch {
		case err != nil:
			w.Kill()
			return nil, fmt.Errorf("the warm-up: %w", err)
		case s.stop != nil && Status(s.stop.Status) == Cut:
			w.Kill()
			return nil, errCut
		}
		if w.Alive() {
			return &warm{w, up}, nil
		}
		w.Kill()
		p.mu.Lock()
		p.cold = true
		p.mu.Unlock()
		warming = false
	}
}

// warms reports whether a new process warms up before it runs spec.
func warms(spec Spec) bool { return spec.Index != 0 && !spec.Isolated }

// warmUpFor returns the first execution of a process that is to run spec.
func warmUpFor(spec Spec) Spec {
	return Spec{Test: spec.Test, Input: spec.Input, Seed: spec.Seed, Strategy: sched.Config{Kind: sched.FIFO}, Model: spec.Model,
		RealTime: spec.RealTime, Early: spec.Early, MaxSteps: spec.MaxSteps, Timeout: spec.Timeout, Hang: spec.Hang, Limit: spec.Limit}
}

func (p *Pool) release(w *warm, fresh bool) {
	p.mu.Lock()
	keep := !fresh && w.Alive() && w.ran < maxRuns && memory(w.cmd.Process.Pid) < maxMemory
	if keep {
		p.idle = append(p.idle, w)
	}
	p.mu.Unlock()
	switch {
	case keep:
	case w.Alive():
		w.Close()
	default:
		w.Kill()
	}
}
