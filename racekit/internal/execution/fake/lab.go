package fake

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A Lab is an execution.Laboratory over programs in memory. It models
// processes: variables whose names begin with "process." survive an execution.
type Lab struct {
	// Programs by name of the test.
	Programs map[string]Program
	// Calm says which executions have none of other processes in their way, beside
	// those that are Alone; nil is no other.
	Calm func(execution.Spec) bool
	// Before is called before each execution that was asked for; it may wait.
	Before func(execution.Spec)

	mu      sync.Mutex
	idle    []*process
	started int
}

// A process holds what outlives an execution.
type process struct {
	test string // of its warm-up
	vars map[string]*int
	dead bool
	calm bool // nobody is in the way of its execution
}

var _ execution.Laboratory = (*Lab)(nil)

// New returns a Lab with one program, which is TestX.
func New(ops ...Op) *Lab {
	return &Lab{Programs: map[string]Program{"TestX": ops}}
}

// Started returns how many processes there were.
func (l *Lab) Started() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.started
}

// Run implements execution.Executor.
func (l *Lab) Run(ctx context.Context, spec execution.Spec) (execution.Outcome, error) {
	o, _, err := l.one(ctx, spec, false)
	return o, err
}

// Fresh implements execution.Laboratory.
func (l *Lab) Fresh(ctx context.Context, spec execution.Spec) (execution.Outcome, error) {
	o, _, err := l.one(ctx, spec, true)
	return o, err
}

// RunBatch implements execution.Batcher.
func (l *Lab) RunBatch(ctx context.Context, spec execution.Spec, n int) (execution.Batch, error) {
	var b execution.Batch
	plans := spec.Plans
	for i := range n {
		if len(plans) > 0 {
			spec.Plans = plans[i : i+1]
		}
		o, r, err := l.one(ctx, spec, false)
		if err != nil {
			return execution.Batch{}, err
		}
		b.Runs = append(b.Runs, r)
		b.Sites = append(b.Sites, o.Sites...)
		if o.Found() || spec.Trace {
			b.Stop = &o
			break
		}
		if len(plans) == 0 {
			spec.Index++
		}
	}
	slices.Sort(b.Sites)
	b.Sites = slices.Compact(b.Sites)
	return b, nil
}

func (l *Lab) one(ctx context.Context, spec execution.Spec, fresh bool) (execution.Outcome, execution.Run, error) {
	if l.Before != nil {
		l.Before(spec)
	}
	if err := ctx.Err(); err != nil {
		return execution.Outcome{}, execution.Run{}, err
	}
	program, ok := l.Programs[spec.Test]
	if !ok {
		return execution.Outcome{}, execution.Run{}, fmt.Errorf("the worker refuses to run %s: there is no such test", spec.Test)
	}
	p := l.acquire(program, spec, fresh)
	p.calm = spec.Alone || l.Calm != nil && l.Calm(spec)
	o, r := run(program, p, spec)
	l.mu.Lock()
	defer l.mu.Unlock()
	if !p.dead && !fresh && !spec.Isolated {
		l.idle = append(l.idle, p)
	}
	return o, r, nil
}

func (l *Lab) acquire(program Program, spec execution.Spec, fresh bool) *process {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !fresh && !spec.Isolated {
		for i := len(l.idle) - 1; i >= 0; i-- {
			if p := l.idle[i]; p.test == spec.Test {
				l.idle = append(l.idle[:i], l.idle[i+1:]...)
				return p
			}
		}
	}
	l.started++
	p := &process{test: spec.Test, vars: map[string]*int{}}
	if spec.Index != 0 && !spec.Isolated {
		run(program, p, execution.Spec{Test: spec.Test, Seed: spec.Seed, Strategy: sched.Config{Kind: sched.FIFO}, Model: spec.Model, MaxSteps: spec.MaxSteps})
		if p.dead { // its warm-up ends the process: there is none
			p = &process{test: spec.Test, vars: map[string]*int{}}
		}
	}
	return p
}
