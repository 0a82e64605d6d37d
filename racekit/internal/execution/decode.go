package execution

import (
	"reflect"
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution/wire"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// codeOf lists the code offsets that have to be symbolized for s, each once.
func codeOf(s *series) []uint32 {
	var pcs []uint32
	m := s.stop
	pcs = append(pcs, m.Stack...)
	pcs = append(pcs, m.Outside...)
	for _, g := range m.Goroutines {
		pcs = append(pcs, g.Start, g.Go)
		pcs = append(pcs, g.Stack...)
	}
	for _, r := range m.Table {
		pcs = append(pcs, r.PCs...)
	}
	seen := map[uint32]bool{0: true}
	for _, e := range s.events {
		if !seen[e.PC] {
			seen[e.PC] = true
			pcs = append(pcs, e.PC)
		}
	}
	slices.Sort(pcs)
	pcs = slices.Compact(pcs)
	if len(pcs) > 0 && pcs[0] == 0 {
		pcs = pcs[1:]
	}
	return pcs
}

// outcome translates what stopped s. at returns the frames at a code offset,
// innermost first, and kindAt is that of globals.
func outcome(spec *Spec, s *series, at func(uint32) []trace.Frame, kindAt func(uint64) reflect.Kind) *Outcome {
	m := s.stop
	stack := func(pcs []uint32) []trace.Frame {
		var out []trace.Frame
		for _, pc := range pcs {
			for _, f := range at(pc) {
				if !f.Injected() {
					out = append(out, f)
				}
			}
		}
		return out
	}
	o := &Outcome{
		Test: spec.Test, Status: Status(m.Status), Index: m.Index, Seed: m.Seed, Hash: m.Hash, Steps: m.Steps, Races: m.Races,
		Switches: m.Switches, Output: s.output, Message: m.Message, Stack: stack(m.Stack), Culprit: m.Culprit,
		Leaked: m.Leaked, Left: m.Left, DivergedAt: m.DivergedAt, Sites: s.learned, External: m.External, Outside: stack(m.Outside), Hopeless: m.Hopeless, Whole: m.Whole,
		Trace: &trace.Trace{Test: spec.Test, Events: s.events, Sites: map[uint32][]trace.Frame{}},
	}
	if n := len(s.runs); n > 0 {
		o.Marks = s.runs[n-1].Marks
	}
	for _, n := range m.Notes {
		o.Trace.Notes = append(o.Trace.Notes, trace.Note(n))
	}
	o.Trace.Tests, o.Trace.Failed = tests(m), int(m.FailedTest)
	for _, g := range m.Goroutines {
		t := trace.Task{ID: g.ID, Parent: g.Parent, State: states[min(int(g.State), len(states)-1)], Wait: g.Wait, Object: g.Object, Op: sched.Op(g.Op), Stack: stack(g.Stack), Signature: g.Signature}
		if f := at(g.Start); len(f) > 0 {
			t.Start = f[len(f)-1].Func
		}
		if f := at(g.Go); len(f) > 0 {
			t.CreatedAt = f[0]
		}
		o.Trace.Tasks = append(o.Trace.Tasks, t)
	}
	for _, e := range s.events {
		if _, ok := o.Trace.Sites[e.PC]; !ok && e.PC != 0 {
			o.Trace.Sites[e.PC] = stack([]uint32{e.PC})
		}
	}
	o.Trace.Choices, o.Uses = choices(m.Offers, len(s.events)), Uses(m.Uses)
	o.Forgive()
	o.Trace.Values = values(m.Values, s.events, kindAt)
	o.Trace.Races = races(m.Clashes, len(s.events))
	o.Trace.Stacks = eventStacks(m, len(s.events), stack)
	if s.tasks > 0 {
		o.Trace.Tasks = survivors(s.events, s.tasks, at)
	}
	o.Fit(spec.Script)
	return o
}

var states = [...]trace.State{
	wire.TaskEnded: trace.Ended, wire.TaskRunnable: trace.Runnable, wire.TaskBlocked: trace.Blocked,
	wire.TaskSleeping: trace.Sleeping, wire.TaskExternal: trace.External,
}

// races returns the pairs of events that the steps of races are.
func races(steps []uint32, events int) []trace.Race {
	var out []trace.Race
	for ; len(steps) >= 2; steps = steps[2:] {
		r := trace.Race{Later: int(steps[0]) - 1, Earlier: int(steps[1]) - 1}
		if r.Later >= events || r.Earlier >= events {
			r = trace.Race{Later: -1, Earlier: -1}
		}
		out = append(out, r)
	}
	return out
}

func tests(m *wire.RawOutcome) []trace.Test {
	var out []trace.Test
	for _, t := range m.Tests {
		out = append(out, trace.Test{Name: t.Name, Task: t.Task, Failed: t.Result&wire.TestFailed != 0, Skipped: t.Result&wire.TestSkipped != 0, Done: t.Result&wire.TestDone != 0})
	}
	return out
}

// eventStacks returns one stack per event; nil if there are none.
func eventStacks(m *wire.RawOutcome, n int, stack func([]uint32) []trace.Frame) [][]trace.Frame {
	if len(m.EventStack) == 0 {
		return nil
	}
	table := make([][]trace.Frame, len(m.Table))
	for i, r := range m.Table {
		table[i] = stack(r.PCs)
	}
	out := make([][]trace.Frame, n)
	for i := range out {
		if i < len(m.EventStack) && int(m.EventStack[i]) < len(table) {
			out[i] = table[m.EventStack[i]]
		}
	}
	return out
}
