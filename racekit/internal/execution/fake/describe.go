package fake

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A touch is a plain access to a variable.
type touch struct {
	task, pc uint32
	write    bool
}

// contended returns the plain accesses of variables that two goroutines
// touched and one of them wrote.
func (m *machine) contended() []uint32 {
	var sites []uint32
	for _, all := range m.touched {
		shared := slices.ContainsFunc(all, func(t touch) bool { return t.task != all[0].task })
		written := slices.ContainsFunc(all, func(t touch) bool { return t.write })
		if !shared || !written {
			continue
		}
		for _, t := range all {
			sites = append(sites, t.pc)
		}
	}
	slices.Sort(sites)
	return slices.Compact(sites)
}

// describe fills in what an Outcome says beside the verdict.
func (m *machine) describe() {
	o := &m.out
	if !o.Found() && !m.spec.Trace {
		return
	}
	o.Output = m.output.Bytes()
	tr := &trace.Trace{Test: m.spec.Test, Sites: map[uint32][]trace.Frame{}, Choices: m.choices}
	for _, e := range m.events[:m.sched.Stored] {
		tr.Events = append(tr.Events, trace.Event{Task: sched.TaskOf(e.Task), Way: sched.WayOf(e.Task), Op: e.Op, Ready: e.Ready, Object: e.Object, PC: e.PC, Switch: e.Flags&sched.Preempted != 0, Resumed: e.Flags&sched.Resumed != 0})
		if e.PC != 0 {
			tr.Sites[e.PC] = frames(e.PC)
		}
	}
	for _, t := range m.tasks {
		d := trace.Task{ID: t.id, Parent: t.parent, Start: "prog.Test", Signature: m.sched.Signature(t.id)}
		if t.made != 0 {
			d.Start, d.CreatedAt = "prog.Test.func", frames(t.made)[0]
		}
		if !t.ended {
			op := &t.ops[min(t.next, len(t.ops)-1)]
			d.State, d.Op, d.Object, d.Stack = trace.Runnable, op.op, m.sched.ObjectOf(m.object(op.object)), frames(op.pc)
			if !m.sched.IsReady(t.id) {
				d.State, d.Wait = trace.Blocked, op.op.String()
			}
		}
		tr.Tasks = append(tr.Tasks, d)
	}
	o.Trace = tr
	o.Forgive()
}

// frames is where code offset pc is: operation n is on line n.
func frames(pc uint32) []trace.Frame {
	return []trace.Frame{{Func: "prog.Test", File: "prog.go", Line: int(pc), Entry: 1}}
}

// summary is the short form of the execution.
func (m *machine) summary() execution.Run {
	r := execution.Run{Index: m.out.Index, Hash: m.out.Hash, Steps: m.out.Steps, Tasks: len(m.tasks), Pairs: m.sched.Shown().New(0)}
	for _, e := range m.events[:m.sched.Stored] {
		if e.Ready > 1 {
			r.Choices++
		}
	}
	return r
}
