// Package judge explores a program of calls: its executions are those of
// another laboratory, and one whose history is not linearizable has failed.
package judge

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/linear"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A Laboratory runs one program under the schedules that it is asked for.
type Laboratory struct {
	inner   execution.Laboratory
	subject *linear.Subject
	program linear.Program

	mu      sync.Mutex // executions are explored and confirmed at the same time
	test    string     // that the executions belong to
	begun   []*linear.History
	other   func() // what to run instead of the program
	checker *linear.Checker
	bad     *linear.History
	unknown int
	raced   int
}

// ErrRace says that there is a data race. The detector's report of it is printed
// by this process and cannot be had; another process must explore the program.
var ErrRace = errors.New("the race detector has reported a data race")

// A Judgement is what the histories showed so far.
type Judgement struct {
	Checker *linear.Checker
	Bad     *linear.History // the last that is not linearizable, or is Unstable
	Unknown int             // executions whose history took too long to search
	Raced   int             // number of the first execution with a race, from 1; 0 is none
}

// Judgement returns what the histories showed so far.
func (l *Laboratory) Judgement() Judgement {
	l.mu.Lock()
	defer l.mu.Unlock()
	return Judgement{l.checker, l.bad, l.unknown, l.raced}
}

var _ execution.Laboratory = (*Laboratory)(nil)

// New returns the laboratory of p. in makes the one that runs bodies in this
// process.
func New(test string, s *linear.Subject, p linear.Program, in func(body func(*testing.T)) execution.Laboratory) *Laboratory {
	l := &Laboratory{test: test, subject: s, program: p, checker: linear.NewChecker(s, p)}
	l.inner = in(l.body)
	l.checker.Alone = l.replay
	return l
}

// replay runs f in an execution: there it is known when nothing can go on.
func (l *Laboratory) replay(f func()) {
	l.other = f
	defer func() { l.other = nil }()
	// What goes wrong is that calls of f do not return, and the caller sees it.
	_, _ = l.inner.Run(context.Background(), execution.Spec{Test: l.test, Strategy: sched.Config{Kind: sched.FIFO}, MaxSteps: execution.DefaultMaxSteps, Timeout: Timeout})
}

// Timeout is the virtual time after which calls that only a timer could wake
// count as stuck.
const Timeout = time.Minute

func (l *Laboratory) body(*testing.T) {
	if l.other != nil {
		l.other()
		return
	}
	h := l.subject.Begin(l.program)
	l.begun = append(l.begun, h)
	Run(l.subject, h)
}

// Run makes the calls of h in an execution, whose scheduler runs one goroutine
// at a time.
func Run(s *linear.Subject, h *linear.History) {
	var wg sync.WaitGroup
	s.Prepare(h)
	h.Run(tick, wg.Go, wg.Wait)
}

var clock int64

// tick needs no synchronization where one goroutine runs at a time, and must
// have none: it would hide races.
//
//go:norace
func tick() int64 {
	clock++
	return clock
}

// RunOrdinary makes the calls of h where nobody controls goroutines; pause
// gives others a chance to run. It returns when all calls have, or no goroutine
// that makes one can go on.
func RunOrdinary(s *linear.Subject, h *linear.History, pause func()) {
	var wg sync.WaitGroup
	begin := time.Now()
	gate, done := make(chan struct{}), make(chan struct{})
	s.Prepare(h)
	go func() {
		defer close(done)
		h.Run(func() int64 { return int64(time.Since(begin)) + 1 }, func(thread func()) {
			wg.Go(func() {
				<-gate
				pause()
				thread()
			})
		}, func() {
			close(gate)
			wg.Wait()
		})
	}()
	h.Stuck = !linear.Returns(done)
}

// RunBatch implements execution.Batcher.
func (l *Laboratory) RunBatch(ctx context.Context, spec execution.Spec, n int) (execution.Batch, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.begun = nil
	b, err := l.inner.RunBatch(ctx, spec, n)
	if err != nil {
		return b, err
	}
	if b.Stop != nil && b.Stop.Races > 0 {
		return b, l.race(b.Stop)
	}
	histories := l.begun
	if len(histories) != len(b.Runs) {
		return b, fmt.Errorf("%d of %d executions of the program made their calls", len(histories), len(b.Runs))
	}
	for i, h := range histories {
		if b.Stop != nil && i == len(b.Runs)-1 {
			l.judge(h, b.Stop)
			break
		}
		if !l.wrong(h) {
			continue
		}
		// An outcome is made of the execution that stops a batch only, so it is
		// run once more.
		spec.Index = b.Runs[i].Index
		o, err := l.one(ctx, spec, l.inner.Run)
		b.Runs, b.Stop = b.Runs[:i+1], &o
		return b, err
	}
	return b, nil
}

// Run implements execution.Executor.
func (l *Laboratory) Run(ctx context.Context, spec execution.Spec) (execution.Outcome, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.one(ctx, spec, l.inner.Run)
}

// Fresh implements execution.Laboratory.
func (l *Laboratory) Fresh(ctx context.Context, spec execution.Spec) (execution.Outcome, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.one(ctx, spec, l.inner.Fresh)
}

func (l *Laboratory) one(ctx context.Context, spec execution.Spec, run func(context.Context, execution.Spec) (execution.Outcome, error)) (execution.Outcome, error) {
	l.begun = nil
	o, err := run(ctx, spec)
	switch {
	case err != nil:
		return o, err
	case o.Races > 0:
		return o, l.race(&o)
	case len(l.begun) == 1:
		l.judge(l.begun[0], &o)
	}
	if o.Found() && o.Trace == nil && !spec.Trace {
		spec.Trace = true
		return l.one(ctx, spec, run)
	}
	return o, nil
}

// race notes the first race.
func (l *Laboratory) race(o *execution.Outcome) error {
	if l.raced == 0 {
		l.raced = o.Index + 1
	}
	return ErrRace
}

// judge corrects an outcome by its history. That calls wait for ever is wrong
// only if the sequential model would not let them.
func (l *Laboratory) judge(h *linear.History, o *execution.Outcome) {
	switch o.Status {
	case execution.Deadlock, execution.TimedOut:
		h.Stuck = true
	case execution.Passed:
	default:
		return
	}
	if l.wrong(h) {
		o.Status, o.Message = execution.Failed, Headline(l.subject)
		return
	}
	if h.Stuck {
		o.Status, o.Message, o.Leaked = execution.Passed, "", nil
	}
}

// Headline is the message of an outcome whose history no order explains, as
// package finding understands it.
func Headline(s *linear.Subject) string { return fmt.Sprintf("not linearizable: %s", s.Type) }

func (l *Laboratory) wrong(h *linear.History) bool {
	switch l.checker.Check(h) {
	case linear.Linearizable:
		return false
	case linear.Unknown:
		l.unknown++
		return false
	}
	l.bad = h
	return true
}
