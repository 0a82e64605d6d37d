package trace

import (
	"slices"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A Hold is a lock from the step at which a goroutine took it to that at which
// it was given back.
type Hold struct {
	Object uint32
	Task   uint32
	From   int
	To     int  // -1 if it was held to the end
	Read   bool // by RLock
}

// A lock is a Mutex or RWMutex while a trace is followed.
type lock struct {
	object   uint32
	held     []int // indices in Causality.Holds
	unlocked int   // the last step at which a writer gave it back; -1 is none
	read     []int // the steps at which readers did since then

	// Of a RWMutex: a writer has the writers' mutex, and has announced itself
	// to the readers, who may still be there.
	rw, writer, announced bool
}

// step follows an operation that did not wait, or waits no more.
func (l *lock) step(c *Causality, i int, op sched.Op) {
	task := c.tr.Events[i].Task
	switch op {
	case sched.OpLock:
		l.writer = l.rw
		// It may have the lock, and have waited in the standard library meanwhile.
		if !l.rw && !l.holds(c, task, false) {
			l.take(c, i, false)
		}
	case sched.OpRLock:
		if !c.tr.Events[i].Resumed || !l.holds(c, task, true) {
			l.take(c, i, true)
		}
	case sched.OpWLock:
		if !l.holds(c, task, false) {
			l.take(c, i, false)
			l.afterReaders(c, i)
		}
	case sched.OpTryLock, sched.OpTryWLock:
		if len(l.held) == 0 && !l.writer {
			l.writer, l.announced = l.rw, l.rw
			l.take(c, i, false)
			l.afterReaders(c, i)
		}
	case sched.OpTryRLock:
		if !l.announced {
			l.take(c, i, true)
		}
	case sched.OpUnlock, sched.OpWUnlock:
		l.writer, l.announced = false, false
		l.giveBack(c, i, false)
	case sched.OpRUnlock:
		l.giveBack(c, i, true)
	}
}

func (l *lock) take(c *Causality, i int, read bool) {
	c.edge(l.unlocked, i)
	l.held = append(l.held, len(c.Holds))
	c.Holds = append(c.Holds, Hold{Object: l.object, Task: c.tr.Events[i].Task, From: i, To: -1, Read: read})
}

func (l *lock) afterReaders(c *Causality, i int) {
	for _, r := range l.read {
		c.edge(r, i)
	}
	l.read = nil
}

// giveBack ends the last hold of the goroutine of event i, else the first of
// anybody: a mutex may be unlocked by another goroutine than its holder.
func (l *lock) giveBack(c *Causality, i int, read bool) {
	at := -1
	for k, h := range l.held {
		if c.Holds[h].Read == read && (c.Holds[h].Task == c.tr.Events[i].Task || at < 0) {
			at = k
		}
	}
	if at >= 0 {
		c.Holds[l.held[at]].To = i
		l.held = slices.Delete(l.held, at, at+1)
	}
	if read {
		l.read = append(l.read, i)
	} else {
		l.unlocked, l.read = i, nil
	}
}

func (l *lock) holds(c *Causality, task uint32, read bool) bool {
	return slices.ContainsFunc(l.held, func(h int) bool { return c.Holds[h].Task == task && c.Holds[h].Read == read })
}
