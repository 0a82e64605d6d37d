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
	Unsure bool // it may have been given back earlier, or be another one's
	Lent   bool // unsure because Cond.Wait has given back one of several locks

	void bool // the lock was not taken after all
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
func (l *lock) step(o *orderer, i int, op sched.Op) {
	task := o.tr.Events[i].Task
	switch op {
	case sched.OpLock:
		l.writer = l.rw
		// It may have the lock, and have waited in the standard library meanwhile.
		if !l.rw && !l.holds(o.Causality, task, false) {
			l.take(o, i, false)
		}
	case sched.OpRLock:
		if !o.tr.Events[i].Resumed || !l.holds(o.Causality, task, true) {
			l.take(o, i, true)
		}
	case sched.OpWLock:
		if !l.holds(o.Causality, task, false) {
			l.take(o, i, false)
			l.afterReaders(o.Causality, i)
		}
	case sched.OpTryLock, sched.OpTryWLock:
		switch {
		case len(l.held) == 0 && !l.writer:
			l.writer, l.announced = l.rw, l.rw
			l.take(o, i, false)
			l.afterReaders(o.Causality, i)
		case l.lent(o):
			l.mayTake(o, i)
		}
	case sched.OpTryRLock:
		if !l.announced {
			l.take(o, i, true)
		}
	case sched.OpUnlock, sched.OpWUnlock:
		l.writer, l.announced = false, false
		l.giveBack(o.Causality, i, false)
	case sched.OpRUnlock:
		l.giveBack(o.Causality, i, true)
	case sched.OpFlock, sched.OpRFlock, sched.OpFunlock:
		l.ofFile(o, i, op)
	}
}

// ofFile follows an operation on the lock of a file. It orders nothing that the
// detector knows of. Who locks a file twice does so by another descriptor, or has
// made it another kind of lock.
func (l *lock) ofFile(o *orderer, i int, op sched.Op) {
	task := o.tr.Events[i].Task
	if op == sched.OpFunlock {
		l.giveBack(o.Causality, i, !l.holds(o.Causality, task, false))
		l.unlocked, l.read = -1, nil
		return
	}
	for _, h := range l.held {
		o.Holds[h].Unsure = o.Holds[h].Unsure || o.Holds[h].Task == task
	}
	l.take(o, i, op == sched.OpRFlock)
}

func (l *lock) take(o *orderer, i int, read bool) {
	l.evict(o, i, read)
	o.edge(l.unlocked, i)
	l.held = append(l.held, len(o.Holds))
	o.Holds = append(o.Holds, Hold{Object: l.object, Task: o.tr.Events[i].Task, From: i, To: -1, Read: read})
}

// lent reports whether all who have the lock wait for a Cond, and may have given
// it back.
func (l *lock) lent(o *orderer) bool {
	return len(l.held) > 0 && !slices.ContainsFunc(l.held, func(h int) bool {
		_, waits := o.conds.doubts[o.Holds[h].Task]
		return !waits
	})
}

// mayTake is for a TryLock of which nobody can tell whether it succeeded.
func (l *lock) mayTake(o *orderer, i int) {
	o.mayEdge(l.unlocked, i)
	for _, h := range l.held {
		o.mayEdge(o.latest[o.Holds[h].Task], i)
	}
	l.held = append(l.held, len(o.Holds))
	o.Holds = append(o.Holds, Hold{Object: l.object, Task: o.tr.Events[i].Task, From: i, To: -1, Unsure: true})
}

// evict ends the holds of others that the step cannot have been possible with.
// Who waits for a Cond had given the lock back. A TryLock had failed: a mutex that
// is handed to who waits for it looks free. What is left is another lock at the
// same address.
func (l *lock) evict(o *orderer, i int, read bool) {
	l.held = slices.DeleteFunc(l.held, func(k int) bool {
		h := &o.Holds[k]
		if h.Task == o.tr.Events[i].Task || h.Read && read {
			return false
		}
		h.To = i
		cond, waits := o.conds.doubts[h.Task]
		switch op := o.tr.Events[h.From].Op; {
		case waits:
			o.conds.sure[cond] = l.object
		case op == sched.OpTryLock || op == sched.OpTryWLock:
			h.void = true
			return true
		}
		h.Unsure = true
		return true
	})
}

func (l *lock) afterReaders(c *Causality, i int) {
	for _, r := range l.read {
		c.edge(r, i)
	}
	l.read = nil
}

// giveBack ends the last hold of the goroutine of event i, else the first of
// anybody: a lock may be given back by another goroutine than its holder. Of
// several readers nobody can tell whose it was.
func (l *lock) giveBack(c *Causality, i int, read bool) {
	at, own := -1, false
	for k, h := range l.held {
		mine := c.Holds[h].Task == c.tr.Events[i].Task
		if c.Holds[h].Read == read && (mine || at < 0) {
			at, own = k, own || mine
		}
	}
	if at >= 0 {
		who := c.Holds[l.held[at]].Task
		if !own && slices.ContainsFunc(l.held, func(h int) bool { return c.Holds[h].Read == read && c.Holds[h].Task != who }) {
			for _, h := range l.held {
				c.Holds[h].Unsure = true
			}
		}
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
