// Package execution runs one test under one schedule.
//
// An Executor is the seam on which exploration, replay, shrinking and the
// benchmarks stand. The controlled toolchain is behind it in Worker; a small
// program model in memory is behind it in package fake, so that everything
// above is tested without building anything.
package execution

import (
	"context"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// An Executor runs one execution of a test under one schedule.
//
// The error is about the executor itself (no worker could be started, the
// context ended); whatever the test does is in the Outcome.
type Executor interface {
	Run(ctx context.Context, spec Spec) (Outcome, error)
}

// A Batcher is an Executor that runs a series of executions more cheaply than
// one by one: executions spec.Index, spec.Index+1, ... with seeds derived
// from each index, until n are done, one has a finding, or ctx ends.
type Batcher interface {
	Executor
	// RunBatch returns how many executions ended without a finding, a summary
	// of each, and the Outcome of the one that stopped the batch, if any. That
	// an execution left its script is noticed where n is 1.
	RunBatch(ctx context.Context, spec Spec, n int) (Batch, error)
}

// A Batch is the result of RunBatch.
type Batch struct {
	Runs []Run    // one per execution, in order of index, the stopping one included
	Stop *Outcome // the execution with a finding that stopped the batch; nil if none did

	// Sites are the contended memory accesses found in all Runs, ascending,
	// for Spec.Learn.
	Sites []uint32
}

// A Run is the short form of an execution.
type Run struct {
	Index int
	Hash  uint64 // hash of the trace: equal schedules have equal hashes
	Steps int
	Tasks int
	Uses  Uses     // what is known of it without Spec.Wide
	Marks []string // what the test asked to be counted, each once
	// Choices counts the steps at which more than one goroutine could run; 0
	// is unknown.
	Choices int
	// Pairs are those of sched.Cover that no earlier execution of the batch has
	// shown: behaviour that may be new.
	Pairs []uint32
}

// A Spec says what to run.
type Spec struct {
	Test     string         // name of the test, or trace.Together; the part after a slash selects subtests
	Input    string         // what the test is to do, if it asks its library
	Index    int            // which execution of the exploration this is; 0 is the default schedule
	Seed     uint64         // base seed; the execution's own is sched.Derive(Seed, Index)
	Strategy sched.Config   // how to choose after the script
	Script   []uint32       // decisions to follow first: who runs at each step
	Plans    []Plan         // instead of Strategy, after the script; a batch has one per execution, all of index Index
	Model    Model          // where switches are allowed
	RealTime bool           // the clock is the machine's, not virtual
	Epoch    int64          // the time of day when the process starts, in seconds since 1970; 0 is DefaultEpoch
	Early    bool           // timers may fire before the time has come, as on a slow machine
	MaxSteps int            // bound on the steps of one execution; 0 is DefaultMaxSteps
	Timeout  time.Duration  // virtual time after which a test that still waits is given up; 0 is none
	Profile  *sched.Profile // what is known of the test, for the strategies that use it; nil is nothing
	Sites    []uint32       // code offsets of the contended memory accesses that are points
	Learn    bool           // find contended memory accesses in this execution
	Trace    bool           // return the whole trace
	Stacks   bool           // record a stack per step (slow): for reports
	Values   bool           // record what accesses of memory found and left: for reports
	Wide     bool           // record who else could run at each step, and let nothing but decisions matter: for exhaustive search
	Leaks    bool           // look for goroutines that can never run again
	Hang     time.Duration  // real time without progress after which the process is killed; 0 is DefaultHang
	Limit    time.Duration  // real time after which an execution is cut off, and nothing is known of it; 0 is none
	Isolated bool           // the first execution of its process, without a warm-up: for tests that cannot run twice in one
	Alone    bool           // no other process of the laboratory runs meanwhile, and a new one meets none that is idle: for tests that share a port or a file
}

const (
	// DefaultMaxSteps bounds an execution. After half of it the scheduler is
	// fair, so that reaching it means livelock and not starvation.
	DefaultMaxSteps = 1_000_000
	// DefaultEpoch is 2026-05-12T13:24:36Z: in the middle of an hour, a day, a week
	// and a month, so that no yearly or daily job is due.
	DefaultEpoch = wire.DefaultEpoch
	// FirstEpoch is that of records that name none: 2026-01-01T00:00:00Z.
	FirstEpoch = 1_767_225_600
	// DefaultHang bounds code that never reaches a scheduling point.
	DefaultHang = 20 * time.Second
)

// A Plan is the default schedule but for some turns, which are in order of
// sched.Turn.Less. A turn whose goroutine cannot run is left out.
type Plan []sched.Turn

// Model says where the scheduler may switch.
type Model = sched.Model

// Both are in sched.
const (
	Preemptive  = sched.Preemptive
	Cooperative = sched.Cooperative
)

// Status says how an execution ended.
type Status uint8

const (
	Passed   Status = wire.StatusPassed
	Skipped  Status = wire.StatusSkipped  // t.Skip
	Failed   Status = wire.StatusFailed   // t.Error, t.Fatal, or a detected race
	Panicked Status = wire.StatusPanicked // a panic that nobody recovered
	Deadlock Status = wire.StatusDeadlock // nothing could run and the test was not done
	Livelock Status = wire.StatusLivelock // step bound reached under a fair schedule
	TimedOut Status = wire.StatusTimedOut // virtual time reached Spec.Timeout while the test still waited
)

// What a worker cannot say of itself.
const (
	Crashed  = TimedOut + 1 + iota // fatal error, os.Exit, signal: the process ended
	Hung                           // no progress in real time: killed
	Diverged                       // the script did not fit, and nothing else is wrong: the program took another way
	Cut                            // real time reached Spec.Limit: ended from outside, and nothing is known of it
)

// An Outcome is what one execution did.
type Outcome struct {
	Test   string // name of the top-level test
	Status Status
	Index  int
	Seed   uint64 // the execution's own seed
	Hash   uint64
	Steps  int
	Races  int // data races the detector reported during this execution

	// Switches counts the preemptions.
	Switches int

	// Output is what the test and the race detector printed (stdout and
	// stderr in order). Only kept when there is a finding or Spec.Trace is set.
	Output []byte

	// Message is the panic value, the fatal error, or how the process ended;
	// Stack is where, innermost first.
	Message string
	Stack   []trace.Frame
	// Culprit is the goroutine that panicked; 0 if none did.
	Culprit uint32

	// Leaked lists goroutines that can never run again; Left those that
	// remained for another reason (a timer, I/O).
	Leaked []uint32
	Left   []uint32

	// DivergedAt is the step, from 1, at which the script did not fit: its
	// goroutine could not run, or the program ended before; 0 if it did.
	DivergedAt int

	// Trace has the goroutines of a failing execution always, its events when
	// they were asked for or there is a finding.
	Trace *trace.Trace

	// Sites are contended memory accesses found, for Spec.Learn.
	Sites []uint32

	// External is set when a goroutine waited for I/O, a system call or a
	// signal, which no schedule controls.
	External bool
	// Hopeless is set of a Livelock that is one for certain: all that could run
	// changed nothing for long, and nothing else can.
	Hopeless bool
	// Outside is the stack of the goroutine that waited for I/O first, innermost
	// first; empty if none did, or in a system call only.
	Outside []trace.Frame
	// Uses says on what else the execution depended: all that is known of it for
	// Spec.Wide. Of one whose process ended it is known for Spec.Wide only.
	Uses Uses

	// Marks are as in Run.
	Marks []string

	// Whole is set when the test explores itself, and skips as an execution.
	Whole bool
}

// Found reports whether the execution shows something wrong.
func (o *Outcome) Found() bool {
	switch o.Status {
	case Passed, Skipped:
		return o.Races > 0 || len(o.Leaked) > 0
	}
	return true
}

// Fit makes an execution Diverged that left its script, unless it shows that
// something else is wrong.
func (o *Outcome) Fit(script []uint32) {
	if o.Found() {
		return
	}
	if o.DivergedAt == 0 && o.Steps < len(script) {
		o.DivergedAt = o.Steps + 1
	}
	if o.DivergedAt > 0 {
		o.Status = Diverged
	}
}
