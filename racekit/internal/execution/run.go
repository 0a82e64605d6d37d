package execution

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A series is what a worker did for one request, before symbolization.
type series struct {
	runs    []Run
	lost    int              // executions before a crash, whose summaries died with the worker
	tasks   int              // goroutines, if the process ended
	stop    *wire.RawOutcome // of the execution that ended the series; nil if all were done
	events  []trace.Event    // of that execution
	output  []byte           // likewise
	learned []uint32
}

// request translates spec.
func request(spec Spec, n int) *wire.RunRequest {
	if len(spec.Plans) > 0 {
		spec.Strategy = sched.Config{Kind: sched.FIFO}
	}
	top, deep, sub := strings.Cut(spec.Test, "/")
	m := &wire.RunRequest{
		Test: top, Input: spec.Input, Index: spec.Index, Count: n, Seed: spec.Seed,
		Kind: uint8(spec.Strategy.Kind), Depth: spec.Strategy.Depth, Estimate: spec.Strategy.Steps,
		Model: uint8(spec.Model), MaxSteps: spec.MaxSteps, Timeout: int64(spec.Timeout),
		Script: wire.Compress(spec.Script), Sites: spec.Sites,
	}
	if spec.Profile != nil {
		m.Profile = *spec.Profile
	}
	if sub {
		m.Run = exactly(top, deep)
	}
	if m.MaxSteps == 0 {
		m.MaxSteps = DefaultMaxSteps
	}
	for _, p := range spec.Plans {
		m.Plans = append(m.Plans, wire.Plan{Turns: p})
	}
	// Whether the script fitted is told of an execution that is described.
	scripted := len(spec.Script) > 0 && n == 1
	for _, f := range []struct {
		on  bool
		bit uint32
	}{
		{spec.RealTime, wire.FlagRealTime}, {spec.Early, wire.FlagEarly}, {spec.Learn, wire.FlagLearn},
		{spec.Trace || scripted, wire.FlagTrace}, {spec.Stacks, wire.FlagStacks}, {spec.Leaks, wire.FlagLeaks},
		{spec.Wide, wire.FlagWide}, {spec.Values, wire.FlagValues},
	} {
		if f.on {
			m.Flags |= f.bit
		}
	}
	return m
}

// exactly is a pattern for -test.run that selects one subtest and its own.
func exactly(top, deep string) string {
	pattern := "^" + regexp.QuoteMeta(top) + "$"
	for elem := range strings.SplitSeq(deep, "/") {
		pattern += "/^" + regexp.QuoteMeta(elem) + "$"
	}
	return pattern
}

// indexOf returns the index of execution number i, from 0, of a batch.
func (s *Spec) indexOf(i int) int {
	if len(s.Plans) > 0 {
		return s.Index
	}
	return s.Index + i
}

// run asks for n executions. The end of the process is an outcome of the
// execution that was running.
func (w *Worker) run(ctx context.Context, spec Spec, n int) (series, error) {
	hang, limit := spec.bounds(n)
	before, err := readHeader(w.shared)
	if err != nil {
		return series{}, err
	}
	f, err := w.exchange(ctx, wire.AppendRun(nil, request(spec, n)), hang, limit)
	switch {
	case errors.Is(err, errGone), errors.Is(err, errHung), errors.Is(err, errCut), errors.Is(err, errFlood):
		return w.autopsy(spec, n, before, err, hang)
	case err != nil:
		return series{}, err
	case f.typ == wire.TypeError:
		if m, ok := wire.ParseError(f.payload); ok {
			return series{}, fmt.Errorf("the worker refuses to run %s: %s", spec.Test, m.Text)
		}
		return series{}, errFormat
	}
	s, err := seriesOf(spec, n, f)
	if err != nil {
		return series{}, err
	}
	w.ran += len(s.runs)
	if s.stop == nil {
		return s, nil
	}
	h, err := readHeader(w.shared)
	if err != nil {
		return series{}, err
	}
	if s.events, err = readEvents(w.shared, h.stored); err != nil {
		return series{}, err
	}
	s.output, err = readOutput(w.output, s.stop.Begin, s.stop.End)
	return s, err
}

// seriesOf reads the reply to a request for n executions.
func seriesOf(spec Spec, n int, f frame) (s series, err error) {
	m, ok := wire.ParseDone(f.payload)
	if f.typ != wire.TypeDone || !ok || len(m.Runs) > n || !m.Stopped && len(m.Runs) < n || m.Stopped && len(m.Runs) == 0 ||
		Status(m.Outcome.Status) > Diverged {
		return s, errFormat
	}
	s.learned = m.Learned
	for i, r := range m.Runs {
		if r.Steps == 0 || r.Tasks == 0 {
			return s, errFree
		}
		s.runs = append(s.runs, Run{Index: spec.indexOf(i), Hash: r.Hash, Steps: r.Steps, Tasks: r.Tasks, Choices: r.Choices, Uses: Uses(r.Uses), Marks: r.Marks, Pairs: r.Pairs})
	}
	if m.Stopped {
		s.stop = &m.Outcome
	}
	return s, nil
}

// bounds returns how long a request for n executions may make no progress, and
// how long each of them may take; 0 is for ever. Without any progress it is a
// hang, so by default this shows first.
func (s *Spec) bounds(n int) (hang, limit time.Duration) {
	hang, limit = s.Hang, s.Limit
	if hang == 0 {
		hang = DefaultHang
		if limit > 0 {
			hang = min(hang, limit/10*9)
		}
	}
	if len(s.Plans) > 0 {
		limit *= time.Duration(n) // they have one index
	}
	return hang, limit
}

func cutAfter(limit time.Duration) string { return fmt.Sprintf("did not end within %v", limit) }

// autopsy makes an outcome of what a worker left behind.
func (w *Worker) autopsy(spec Spec, n int, before header, cause error, hang time.Duration) (series, error) {
	if cause == errFlood || cause == errCut {
		killGroup(w.cmd.Process)
		w.awaitExit(grace)
	}
	h, err := readHeader(w.shared)
	if err != nil {
		return series{}, err
	}
	done := 0
	if h != before { // it came so far as to begin
		done = min(max(h.index-spec.Index, 0), n-1)
	} else {
		h = header{output: h.output}
	}
	index := spec.indexOf(done)
	s := series{lost: done, tasks: h.tasks}
	if s.events, err = readEvents(w.shared, h.stored); err != nil {
		return series{}, err
	}
	if s.output, err = w.outputSince(h.output); err != nil {
		return series{}, err
	}
	s.stop = &wire.RawOutcome{
		Status: uint8(Crashed), Index: index, Seed: sched.Derive(spec.Seed, index),
		Hash: hashEvents(s.events), Steps: int(h.steps), Uses: h.uses,
	}
	if spec.Wide {
		if s.stop.Offers, err = readOffers(w.shared, h.offered); err != nil {
			return series{}, err
		}
	}
	for _, e := range s.events {
		if e.Switch {
			s.stop.Switches++
		}
	}
	switch cause {
	case errHung:
		s.stop.Status = uint8(Hung)
		s.stop.Message = fmt.Sprintf("no goroutine came to a scheduling point for %v", hang)
	case errCut:
		s.stop.Status, s.stop.Message = uint8(Cut), "it "+cutAfter(spec.Limit)
	case errFlood:
		s.stop.Status = uint8(Hung)
		s.stop.Message = fmt.Sprintf("printed more than %d MiB", maxOutput>>20)
	default:
		s.stop.Message = w.ended()
	}
	if h.late {
		s.stop.Status, s.stop.Message = uint8(Passed), ""
	}
	s.runs = []Run{{Index: index, Hash: s.stop.Hash, Steps: s.stop.Steps}}
	return s, nil
}

// hashEvents stands in for the hash that died with the worker.
func hashEvents(events []trace.Event) uint64 {
	h := uint64(0xcbf29ce484222325)
	add := func(x uint64) { h = (h ^ x) * 0x100000001b3; h ^= h >> 29 }
	for _, e := range events {
		add(uint64(e.Task) | uint64(e.PC)<<32)
		add(uint64(e.Object) | uint64(e.Op)<<32 | uint64(e.Ready)<<48)
	}
	return h
}

// symbolize asks what code is at pcs.
func (w *Worker) symbolize(ctx context.Context, pcs []uint32) ([][]trace.Frame, error) {
	f, err := w.exchange(ctx, wire.AppendSymbolize(nil, &wire.SymbolRequest{PCs: pcs}), DefaultHang, 0)
	if err != nil {
		return nil, err
	}
	out, ok := framesOf(f, len(pcs))
	if !ok {
		return nil, errFormat
	}
	return out, nil
}
