package finding

import (
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Why says why an execution went wrong: what its trace shows, and what
// racekit learnt by running other schedules. Events are indices into the
// trace; -1 is none.
type Why struct {
	// Shrunk is set if other schedules were run. Executions is their number.
	Shrunk     bool
	Executions int
	// Minimal is set if every schedule with fewer preemptions was run, and
	// none shows the finding.
	Minimal bool

	Switches   []Switch    // the preemptions, in order
	Overwrites []Overwrite // writes that were lost
	Spins      []Spin      // of a livelock
	Race       *Race       // its accesses are told apart by stacks, which not every trace has
}

// A Switch is a preemption.
type Switch struct {
	Event   int    // the first one of the goroutine that ran instead
	From    uint32 // could have gone on
	To      uint32 // ran instead
	Next    int    // event at which From went on
	Against int    // event of another goroutine, before Next, that conflicts with it
	Without string // what happens if From goes on: "the test passes", "deadlock: ..."; "" is unknown
}

// An Overwrite is a write that another goroutine replaced without knowing of
// it: it had read the value before.
type Overwrite struct {
	Read     int // by the goroutine of Write
	LostRead int // by the goroutine of Lost, before that; -1 is none
	Lost     int // the write that nothing is left of
	Write    int // replaces it
}

// WhyOf says what the trace of an execution shows of a finding.
func WhyOf(f Finding, tr *trace.Trace) *Why {
	w := &Why{Race: f.Race}
	if tr == nil {
		return w
	}
	w.Switches = switches(tr)
	if f.Kind == TestFailure || f.Kind == Panic || f.Kind == DataRace {
		w.Overwrites = overwrites(tr)
	}
	if f.Kind == Livelock {
		w.Spins = spins(tr)
	}
	return w
}

// switches lists the preemptions of a trace.
func switches(tr *trace.Trace) []Switch {
	var out []Switch
	for i, e := range tr.Events {
		if !e.Switch || i == 0 {
			continue
		}
		s := Switch{Event: i, From: tr.Events[i-1].Task, To: e.Task, Next: -1, Against: -1}
		for j := i; j < len(tr.Events) && s.Next < 0; j++ {
			if tr.Events[j].Task == s.From {
				s.Next = j
			}
		}
		for j := i; j < s.Next; j++ {
			if conflicts(tr.Events[j], tr.Events[s.Next]) {
				s.Against = j
				break
			}
		}
		out = append(out, s)
	}
	return out
}

// conflicts reports whether the order of two operations on one object matters.
func conflicts(a, b trace.Event) bool {
	return a.Object != 0 && a.Object == b.Object && a.Task != b.Task && !joins(a.Op) && !joins(b.Op) &&
		!(sched.OnlyReads(a.Op) && sched.OnlyReads(b.Op))
}

// joins reports whether an operation is of a WaitGroup: they commute, as far as
// what they wait for goes.
func joins(op sched.Op) bool {
	return op == sched.OpWGAdd || op == sched.OpWGDone || op == sched.OpWGWait
}

// overwrites finds reads and writes of one object that were meant to be one
// step: a goroutine reads, others write, and it writes without having read
// again. At most one is reported for each object.
func overwrites(tr *trace.Trace) []Overwrite {
	type use struct {
		read map[uint32]int // by goroutine: its last read, since it last wrote
		last int            // the last write
		from int            // what its goroutine had read; -1 is nothing
		done bool
	}
	uses := map[uint32]*use{}
	var out []Overwrite
	for i, e := range tr.Events {
		if e.Object == 0 || !accesses(e.Op, true) && !accesses(e.Op, false) || e.Op == sched.OpMap {
			continue
		}
		u := uses[e.Object]
		if u == nil {
			u = &use{read: map[uint32]int{}, last: -1}
			uses[e.Object] = u
		}
		if !accesses(e.Op, true) || tr.Values[i].Failed {
			u.read[e.Task] = i
			continue
		}
		read, has := u.read[e.Task]
		if has && !accesses(e.Op, false) && u.last > read && tr.Events[u.last].Task != e.Task && !u.done && !primitive(tr, i) {
			out, u.done = append(out, Overwrite{Read: read, LostRead: u.from, Lost: u.last, Write: i}), true
		}
		delete(u.read, e.Task)
		u.last, u.from = i, -1
		switch {
		case accesses(e.Op, false):
			u.from = i
		case has:
			u.from = read
		}
	}
	return out
}

// primitive reports whether an event is a plain access of a lock or its kin to
// its own memory.
func primitive(tr *trace.Trace, i int) bool {
	if op := tr.Events[i].Op; op != sched.OpRead && op != sched.OpWrite {
		return false
	}
	stack := tr.StackAt(i)
	return len(stack) > 0 && trace.Machinery(stack[0].Func)
}
