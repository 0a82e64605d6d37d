package finding

import (
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// maxIdle bounds the goroutines that a failure names as blocked where nothing
// says that they wait for ever.
const maxIdle = 3

// standstill says which goroutines were blocked at the end of an execution that
// failed otherwise. A test that gives up after a time of its own fails because
// of them: they are what went wrong. A cycle is told in any case, and who waits for
// its members. If others says so, others are told, as far as they wait in the
// program's own code: of a test that a timer woke, and of a bubble of package
// synctest in which all are blocked.
func (c *classifier) standstill(others func() bool) string {
	// Most failures leave nobody blocked, and each execution that fails comes here.
	if !slices.ContainsFunc(c.Trace.Tasks, func(t trace.Task) bool { return t.State == trace.Blocked && !c.Trace.Hidden(t.ID) }) {
		return ""
	}
	d := Explain(c.Trace, c.Steps)
	keep := d.stuck()
	if len(keep) == 0 && !d.Cut && others() {
		keep = slices.DeleteFunc(slices.Clone(d.Waits), func(w Wait) bool {
			return w.Object == 0 || trace.Machinery(w.At.Func)
		})
	}
	if len(keep) == 0 {
		return ""
	}
	part := &Deadlock{Waits: keep, Cycle: d.Cycle, Soft: d.Soft, tr: d.tr}
	if len(d.Cycle) == 0 {
		part.most = maxIdle
	}
	return "blocked at the end of the execution:\n" + part.Text()
}

// stuck returns the waits of a cycle, and of those that wait for its members.
func (d *Deadlock) stuck() []Wait {
	in := map[uint32]bool{}
	for _, id := range d.Cycle {
		in[id] = true
	}
	for grew := len(in) > 0; grew; {
		grew = false
		for _, w := range d.Waits {
			for _, id := range w.on() {
				if in[id] && !in[w.Task] {
					in[w.Task], grew = true, true
				}
			}
		}
	}
	var out []Wait
	for _, w := range d.Waits {
		if in[w.Task] {
			out = append(out, w)
		}
	}
	return out
}

// timedOut reports whether the goroutine of the test that failed was last woken
// by a timer: from a sleep, or by a channel on which no goroutine of the program
// had sent, and that none had closed. One that a timer has started, as of a
// context with a deadline, is none of the program.
func timedOut(tr *trace.Trace) bool {
	task := tr.Main()
	if n := tr.Failed; 0 < n && n <= len(tr.Tests) {
		task = tr.Tests[n-1].Task
	}
	for i := len(tr.Events) - 1; i >= 0; i-- {
		switch e := tr.Events[i]; {
		case e.Task != task || !e.Resumed:
		case e.Op == sched.OpSleep:
			return true
		case e.Op == sched.OpRecv || e.Op == sched.OpSelect && !e.Sent:
			return !wokenOn(tr, i)
		case e.Op == sched.OpWGWait || e.Op == sched.OpCondWait || e.Op == sched.OpSend || e.Op == sched.OpSelect:
			return false
		}
	}
	return false
}

// wokenOn reports whether a goroutine of the program sent on or closed the channel
// of event i before.
func wokenOn(tr *trace.Trace, i int) bool {
	for _, e := range tr.Events[:i] {
		sends := e.Op == sched.OpSend || e.Op == sched.OpClose || e.Op == sched.OpSelect && e.Sent
		if t := tr.Task(e.Task); sends && e.Object == tr.Events[i].Object && (t == nil || t.Parent != 0 || tr.Hidden(t.ID)) {
			return true
		}
	}
	return false
}

// LockedOut returns who waits for whose lock in an execution that was stopped from
// outside, of which only the steps are known: goroutines whose last step asks for
// a lock that another one took and has not given back.
func LockedOut(full *trace.Trace, steps int) *Deadlock {
	tr := *full
	tr.Tasks = slices.Clone(tr.Tasks)
	last := map[uint32]int{}
	for i, e := range tr.Events {
		last[e.Task] = i
	}
	var asks []int // who has asked, in order
	for i := range tr.Tasks {
		t := &tr.Tasks[i]
		t.State = trace.Runnable // unknown
		if at, ok := last[t.ID]; ok && acquires(tr.Events[at].Op) != notLock && blocks(tr.Events[at].Op) {
			asks = append(asks, at)
		}
	}
	slices.Sort(asks)
	for _, at := range asks {
		// Where another has the lock, the step ends that hold as one that cannot be.
		taken := slices.ContainsFunc(trace.Order(&tr).Holds, func(h trace.Hold) bool {
			return h.Object == tr.Events[at].Object && h.To == at && h.Unsure
		})
		if t := tr.Task(tr.Events[at].Task); taken && t != nil {
			t.State, t.Op, t.Object = trace.Blocked, tr.Events[at].Op, tr.Events[at].Object
		}
	}
	d := Explain(&tr, steps)
	return &Deadlock{tr: &tr, Cycle: d.Cycle, Waits: slices.DeleteFunc(d.Waits, func(w Wait) bool { return len(w.Holds) == 0 })}
}

// inBubble reports whether a panic says that all goroutines of a bubble of package
// synctest are blocked, or those that it has left.
func inBubble(message string) bool {
	return strings.HasPrefix(message, "deadlock: ") && strings.Contains(message, "bubble")
}
