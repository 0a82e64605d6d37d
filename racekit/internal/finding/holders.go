package finding

import (
	"slices"
	"strings"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A Hold is a lock that a goroutine has, or a Once whose function it runs.
type Hold struct {
	Task   uint32
	Object uint32
	Event  int  // of the trace: where it was taken; Cond.Wait takes it again
	Read   bool // by RLock
	// Pending says that it is no hold: a writer of a RWMutex waits for readers, and
	// those that come later wait behind it.
	Pending bool
	lent    bool // Cond.Wait may have given it back
}

type lockMode uint8

const (
	notLock lockMode = iota
	exclusive
	shared
)

// acquires and releases say what an operation does to a lock.
func acquires(op sched.Op) lockMode {
	switch op {
	case sched.OpLock, sched.OpTryLock, sched.OpWLock, sched.OpTryWLock, sched.OpFlock:
		return exclusive
	case sched.OpRLock, sched.OpTryRLock, sched.OpRFlock:
		return shared
	}
	return notLock
}

func releases(op sched.Op) lockMode {
	switch op {
	case sched.OpUnlock, sched.OpWUnlock:
		return exclusive
	case sched.OpRUnlock:
		return shared
	}
	return notLock
}

// A lockState is a lock at the end of an execution.
type lockState struct {
	holds  []Hold
	unsure []Hold // who may have it: that cannot be told
}

// readers reports whether somebody has it for reading.
func (l lockState) readers() bool {
	return slices.ContainsFunc(l.holds, func(h Hold) bool { return h.Read })
}

// pending reports whether a writer waits for the readers.
func (l lockState) pending() bool {
	return slices.ContainsFunc(l.holds, func(h Hold) bool { return h.Pending })
}

// holders returns who has each lock at the end, in the order in which they took
// it, and who runs the function of each Once. waits are the goroutines that wait.
func holders(tr *trace.Trace, order *trace.Causality, waits map[uint32]int) map[uint32]lockState {
	out := map[uint32]lockState{}
	for _, h := range order.Holds {
		if h.To >= 0 {
			continue
		}
		l := out[h.Object]
		if h.Unsure {
			l.unsure = append(l.unsure, Hold{Task: h.Task, Object: h.Object, Event: h.From, Read: h.Read, lent: h.Lent})
		} else {
			l.holds = append(l.holds, Hold{Task: h.Task, Object: h.Object, Event: h.From, Read: h.Read})
		}
		out[h.Object] = l
	}
	for task, i := range waits {
		e := tr.Events[order.Began(i)]
		l := out[e.Object]
		switch e.Op {
		case sched.OpWLock:
			l.holds = append(l.holds, Hold{Task: task, Object: e.Object, Event: i, Pending: true})
		case sched.OpOnce:
			if doer, ok := order.Doing(e.Object); ok && len(l.holds) == 0 {
				l.holds = []Hold{{Task: tr.Events[doer].Task, Object: e.Object, Event: doer}}
			}
		}
		out[e.Object] = l
	}
	return out
}

// heldFor returns the holders that keep op of task from going on, one entry
// for each goroutine. A writer that has announced itself waits for readers;
// everybody else waits for the writer.
func heldFor(holds []Hold, op sched.Op, task uint32) []Hold {
	if acquires(op) == notLock && op != sched.OpOnce {
		return nil
	}
	var readers, writers []Hold
	for _, h := range holds {
		to := &writers
		if h.Read {
			to = &readers
		}
		if !slices.ContainsFunc(*to, func(o Hold) bool { return o.Task == h.Task }) {
			*to = append(*to, h)
		}
	}
	if op == sched.OpWLock {
		return readers
	}
	return writers
}

// blocks reports whether a goroutine may wait in an operation.
func blocks(op sched.Op) bool {
	switch op {
	case sched.OpSend, sched.OpRecv, sched.OpSelect, sched.OpSleep, sched.OpWGWait, sched.OpCondWait, sched.OpOnce,
		sched.OpLock, sched.OpRLock, sched.OpWLock, sched.OpFlock, sched.OpRFlock:
		return true
	}
	return false
}

// inTesting returns the method of T in which a goroutine waits, "t.Run" or
// "t.Parallel"; "" if it is in none.
func inTesting(stack []trace.Frame) string {
	for _, f := range stack {
		if method, ok := strings.CutPrefix(f.Func, "testing.(*T)."); ok {
			return "t." + method
		}
		if !trace.Machinery(f.Func) {
			break
		}
	}
	return ""
}
