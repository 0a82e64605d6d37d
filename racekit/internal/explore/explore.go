// Package explore decides which executions of a test to run, and collects
// what they show.
package explore

import (
	"cmp"
	"context"
	"errors"
	"math"
	"slices"
	"sync/atomic"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A Config says how far to explore one test.
type Config struct {
	// Base has what all executions share: Test, Seed, Model, RealTime, Early,
	// MaxSteps, Timeout, Leaks, Hang, Limit, Isolated. MaxSteps is the least bound on
	// the steps of an execution: a test with a long default schedule has a higher
	// one. Without a Limit it is that of Budget.
	Base execution.Spec

	// FirstSteps bounds the default schedule, and all others unless MaxSteps is
	// higher; 0 is DefaultFirstSteps.
	FirstSteps int

	N          int // executions
	Budget     Budget
	Strategies []sched.Config // take turns; none is Mix
	Parallel   int            // executions at once; the results do not depend on it
	KeepGoing  bool           // after the first finding, up to MaxFindings
	// MaxFindings bounds the different findings; 0 is DefaultMaxFindings.
	MaxFindings int

	// Exhaustive explores all schedules instead of samples where N is enough for
	// them, and else those with at most Bound preemptions where a quarter of N
	// is. Who names strategies wants those instead. It is for tests built with the
	// race detector: without it an access to plain memory is no step, and nothing
	// is known of all schedules.
	Exhaustive bool
	// Exact searches before anything is sampled, and at the end, with so many more
	// executions, for a finding of each kind with the fewest preemptions.
	Exact int
	Bound int // 0 is DefaultBound
}

const (
	// DefaultMaxFindings is for Config.MaxFindings.
	DefaultMaxFindings = 20
	// DefaultFirstSteps is for Config.FirstSteps. A test that is only long is no
	// livelock: how long it is, its default schedule shows.
	DefaultFirstSteps = 5_000_000
	// slack is how many times longer than the default schedule an execution may
	// be before it counts as a livelock.
	slack = 200
)

// A Result is what an exploration came to.
type Result struct {
	First execution.Outcome // of the default schedule
	// Executions counts those in which findings are looked for: of the default
	// schedule, of schedules that are drawn, and of those that a search goes through.
	// Every number of schedules that is told of a test is one of these, or counts some
	// of them. Only those that are sampled, which are the first two kinds, say how often
	// something happens.
	Executions int
	Sampled    int
	Distinct   int // different traces among them
	Findings   []*Found
	Reason     Reason
	Sought     bool // a search looked for a finding of each kind with the fewest preemptions
	Isolated   bool // every execution had a process of its own: the test cannot run twice in one
	Alone      bool // one worker ran the test: a finding of two executions at once did not show alone
	Sites      []uint32
	Steps      int // PCT's estimate of the number of steps with a choice, at the end
	// Limited counts the executions that showed nothing but a limit of the
	// tools; Limitation is the output of the first.
	Limited    int
	Limitation []byte
	// Unrepeated counts the executions with a finding that may be due to others
	// beside them, and for which there was no time to run them alone.
	Unrepeated int
	// Late and Long count the executions that were cut off, by Spec.Limit and where
	// the steps are too few to call it a livelock.
	Late, Long int
	Limit      time.Duration // of one execution; 0 is none
	MaxSteps   int           // of one execution
	Marks      []Mark        // in order of their first execution
	// Coverage is what the absence of a finding means.
	Coverage Coverage
	// Confidence is what those schedules are worth that were drawn at random.
	Confidence Confidence
}

// A Reason says why an exploration ended.
type Reason uint8

const (
	Completed   Reason = iota // all N executions, or all schedules
	OutOfTime                 // the budget was used up
	Enough                    // as many findings as were asked for
	NotRun                    // the test skipped itself
	Whole                     // the test explores itself, and is to be run as it is
	Endless                   // the default schedule was cut off, as First says: nothing is known of the test
	Interrupted               // the context ended, or the executor failed
)

// A Found is a finding of an exploration.
type Found struct {
	finding.Finding
	Identity string
	Outcome  execution.Outcome // of the execution that showed it
	Spec     execution.Spec    // repeats that execution, by its decisions
	Strategy sched.Config      // of that execution
	First    int               // executions before the first that showed it; Outcome may be of a later one
	Times    int               // executions that showed it
	// Frequency is that among the sampled executions, and apart from them among
	// those of an exhaustive search.
	Frequency finding.Frequency
	Every     int // Result.Executions, if all show it and it is no matter of the schedule; else 0
	// Preemptions counts those of the execution; Least says that no execution
	// with fewer shows a finding.
	Preemptions int
	Least       bool
	Built       bool     // its schedule was made to go round: none that is simpler does
	Tries       int      // executions of those that were replayed to confirm it
	Beside      []string // what is to be said with it, of the exploration
	Confirmation
}

// An Event tells of progress.
type Event struct {
	Executions, Distinct, Findings int
	Found                          *Found // a new finding; nil if there is none
	Isolated                       bool   // from now on each execution has its own process
}

// Explore runs executions of a test until one of Config's bounds is reached.
// What was found is returned with an error too. Events are reported by one
// goroutine; events may be nil.
func Explore(ctx context.Context, lab execution.Laboratory, cfg Config, events func(Event)) (Result, error) {
	e := &explorer{Config: cfg, lab: lab, events: events, hashes: map[uint64]bool{},
		feedback: feedback{pairs: map[uint32]bool{}, yield: map[arm]*yield{}}}
	if len(e.Strategies) == 0 {
		e.Strategies = Mix()
	}
	e.MaxFindings = cmp.Or(e.MaxFindings, DefaultMaxFindings)
	e.FirstSteps = cmp.Or(e.FirstSteps, DefaultFirstSteps)
	e.Base.MaxSteps = cmp.Or(e.Base.MaxSteps, execution.DefaultMaxSteps)
	e.Budget = e.Budget.Started()
	e.Base.Limit = cmp.Or(e.Base.Limit, e.Budget.Limit())
	e.Config.Bound = cmp.Or(e.Config.Bound, DefaultBound)
	e.Parallel = max(e.Parallel, 1)
	if e.events == nil {
		e.events = func(Event) {}
	}
	err := e.run(ctx)
	e.Limit, e.MaxSteps = e.Base.Limit, e.Base.MaxSteps
	if e.Reason == Endless {
		e.MaxSteps = e.FirstSteps
	}
	e.Confidence = e.tally.Confidence
	e.Confidence.Void = e.void()
	if e.Coverage.Extent == Sampled && e.Coverage.Why == "" && e.Reason == OutOfTime {
		e.Coverage.Why = "the time is used up"
	}
	e.Coverage.Uses |= e.uses
	if e.Coverage.Extent == Sampled {
		e.Coverage.Schedules = e.Executions
	}
	e.Sampled = e.census.sampled
	for _, f := range e.Findings {
		f.Times = max(1, e.census.all[f.Identity]) // 0 where only a longer execution of the same schedule showed it
		f.Frequency = e.census.of(f.Identity, e.Executions)
		f.Every = e.constant(f)
	}
	if err != nil {
		e.Reason = Interrupted
	}
	return e.Result, err
}

type explorer struct {
	Config
	Result
	lab      execution.Laboratory
	tally    tally
	events   func(Event)
	hashes   map[uint64]bool
	uses     execution.Uses // of all executions
	census   census
	learned  []uint32 // sites found in this round
	choices  []int    // of the executions of this round
	profile  *sched.Profile
	counted  *sched.Profile // in this round
	pace     atomic.Int64   // nanoseconds per execution, at last
	halt     atomic.Bool    // workers are to begin nothing more
	feedback feedback
	long     bool // executions have more steps than the default schedule let expect
	short    bool // the bound on the steps is lower than that of a livelock
}

// errEnd ends an exploration that is complete: Result.Reason says why.
var errEnd = errors.New("end of the exploration")

func (e *explorer) run(ctx context.Context) error {
	err := e.defaults(ctx)
	if e.searches() {
		if e.Exact == 0 {
			err = e.rounds(ctx, err, e.N/taste)
		}
		if err == nil {
			err = e.exhaust(ctx)
		}
		if err == nil {
			err = e.circles(ctx)
		}
	}
	err = e.rounds(ctx, err, e.N)
	if e.Exact > 0 && e.searches() && !e.Isolated && (err == nil || err == errEnd) {
		err = e.exact(ctx)
	}
	if err == errEnd {
		return nil
	}
	return err
}

// rounds samples until there were n executions, unless err says not to.
func (e *explorer) rounds(ctx context.Context, err error, n int) error {
	for _, r := range rounds(e.Executions, n) {
		if err != nil {
			break
		}
		err = e.round(ctx, r)
		e.advance()
	}
	return err
}

// defaults runs the default schedule, and finds out whether the test can run
// twice in a process.
func (e *explorer) defaults(ctx context.Context) error {
	spec := e.Base
	spec.Index, spec.Strategy, spec.Learn, spec.Trace = 0, sched.Config{Kind: sched.FIFO}, true, true
	spec.MaxSteps = e.FirstSteps
	begin := e.Budget.now()
	first, err := e.lab.Run(ctx, spec)
	if err != nil {
		return err
	}
	e.took(begin, 1)
	e.First, e.uses = first, first.Uses
	e.bound(first.Steps)
	e.learned = append(e.learned, first.Sites...)
	e.counted = execution.ProfileOf(first.Trace)
	r := execution.Run{Hash: first.Hash, Steps: first.Steps, Marks: first.Marks}
	if first.Trace != nil {
		for _, ev := range first.Trace.Events {
			if ev.Ready > 1 {
				r.Choices++
			}
		}
	}
	p := part0(spec, r)
	endless := first.Status == execution.Livelock && !first.Hopeless || first.Status == execution.Cut
	if found := e.shows(&first); len(found) > 0 || first.Found() && !endless {
		p.hits = []hit{{found: found, spec: spec, outcome: &first, preemptions: first.Switches}}
	}
	end := e.merge(ctx, p) // perhaps that is enough
	if end != nil && end != errEnd {
		return end
	}
	switch {
	case endless:
		e.Reason = Endless
		return errEnd
	case first.Whole:
		e.Reason = Whole
		return errEnd
	case first.Status == execution.Skipped && !first.Found():
		e.Reason = NotRun
		return errEnd
	}
	if err := e.twice(ctx, spec, &first); err != nil {
		return err
	}
	e.advance()
	return end
}

// bound bounds the steps of executions, if the default schedule has so many.
func (e *explorer) bound(steps int) {
	livelock, most := max(e.Base.MaxSteps, slack*steps), max(e.Base.MaxSteps, e.FirstSteps)
	e.Base.MaxSteps = min(livelock, most, math.MaxInt32) // a record has no room for more
	e.short = e.Base.MaxSteps < livelock
}

// shows returns what an execution shows. One that was cut off before it is a
// livelock shows none.
func (e *explorer) shows(o *execution.Outcome) []finding.Finding {
	found := FromOutcome(*o)
	if o.Status == execution.Livelock && !o.Hopeless && (e.short || o.Index == 0) {
		found = slices.DeleteFunc(found, func(f finding.Finding) bool { return f.Kind == finding.Livelock })
	}
	return found
}

// advance puts to use what the round taught.
func (e *explorer) advance() {
	all := slices.Concat(e.Sites, e.learned) // a new array: the specs of findings keep the old one
	slices.Sort(all)
	e.Sites, e.learned = slices.Compact(all), nil
	if e.long {
		e.Base.MaxSteps, e.short = max(e.Base.MaxSteps, e.FirstSteps), true
	}
	e.feedback.fade()
	if e.counted != nil {
		e.profile, e.counted = e.counted, nil
	}
	if len(e.choices) > 0 {
		// Nearly the longest: where one execution is far longer than the
		// others, its steps must not dilute theirs.
		slices.Sort(e.choices)
		e.Steps = max(1, e.choices[len(e.choices)*9/10])
		e.choices = nil
	}
}

// void says why the executions are no sample of which anything is known.
func (e *explorer) void() string {
	switch {
	case e.uses&execution.UsesSystem != 0:
		return "the test makes system calls, whose results are not part of the schedule"
	case e.uses&execution.UsesClock != 0:
		return "the test reads the clock, and the duration of steps is not part of the schedule"
	case e.Isolated:
		return "each schedule had a process of its own, so only first executions of a process were sampled"
	case e.Reason == OutOfTime:
		return "the time ran out, and long executions are missing from the sample"
	}
	return ""
}

// over reports whether there is no time for new executions.
func (e *explorer) over() bool { return e.Budget.Spent() }

// took notes that n executions were run since begin. Slow ones are forgotten
// slowly: a batch of them has no end that could be looked at in time.
func (e *explorer) took(begin time.Time, n int) {
	e.pace.Store(max(1, e.pace.Load()/4*3, int64(e.Budget.now().Sub(begin))/int64(max(1, n))))
}

func (e *explorer) report(f *Found) {
	e.events(Event{Executions: e.Executions, Distinct: e.Distinct, Findings: len(e.Findings), Found: f, Isolated: e.Isolated})
}
