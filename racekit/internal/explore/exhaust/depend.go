package exhaust

import (
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// Dependent reports whether the order of two pending operations of different
// goroutines may matter. Where that is unknown it does.
func Dependent(a, b trace.Choice) bool {
	if a.Task == b.Task {
		return true
	}
	ca, cb := classOf(&a), classOf(&b)
	if ca > cb {
		a, b, ca, cb = b, a, cb, ca
	}
	switch {
	case cb == anything:
		return true
	case ca == silent:
		return false
	case cb == effects:
		return true
	case ca == spawns && cb == spawns:
		return true // goroutines are numbered in order of creation
	case ca == spawns: // WaitGroup.Go adds to its WaitGroup
		return a.Object != 0 && a.Object == b.Object && b.Op != sched.OpWGAdd
	case ca == timers || cb == timers:
		// A timer sends on a channel that its own object does not name.
		return ca == cb || cb == channel
	case ca == environ || cb == environ:
		// The lock of the environment is one for all variables, and the detector
		// takes what comes before it for ordered with what comes after.
		return ca == cb && (a.Op == sched.OpSetenv || b.Op == sched.OpSetenv)
	case ca == files || cb == files: // a path says little of which file it is
		return ca == cb && (a.Op != sched.OpLook || b.Op != sched.OpLook)
	case ca == channel && cb != channel:
		return false
	case a.Op == sched.OpSelect || b.Op == sched.OpSelect:
		return ca == cb || a.Object == 0 || b.Object == 0
	case a.Op == sched.OpCondWait || b.Op == sched.OpCondWait:
		return ca == cb || a.Object == 0 || b.Object == 0 // it unlocks a mutex that it does not name
	case a.Object == 0 || b.Object == 0:
		return true
	case a.Object>>3 > last(&b) || b.Object>>3 > last(&a): // accesses of different width overlap within a word
		return false
	}
	return !(commute(a.Op, b.Op) || commute(b.Op, a.Op))
}

// last returns the last word that an operation touches.
func last(c *trace.Choice) uint64 { return (c.Object + max(uint64(c.Size), 1) - 1) >> 3 }

// A class is a set of operations that can affect each other, in an order that
// Dependent relies on.
type class uint8

const (
	silent   class = iota // no effect on others
	spawns                // makes a goroutine
	timers                // acts on the clock's queue
	environ               // acts on the environment
	files                 // acts on files
	channel               // acts on a channel
	lock                  // acts on a lock or a condition
	word                  // acts on one other object
	effects               // unknown code, which may act on any object
	anything              // moves the world
)

func classOf(c *trace.Choice) class {
	if c.Done {
		return silent
	}
	switch c.Op {
	case sched.OpStart, sched.OpYield:
		return silent
	case sched.OpGo:
		return spawns
	case sched.OpSleep, sched.OpTimer:
		return timers
	case sched.OpGetenv, sched.OpSetenv:
		return environ
	case sched.OpLook, sched.OpChange, sched.OpFlock, sched.OpRFlock, sched.OpFunlock:
		return files
	case sched.OpSend, sched.OpRecv, sched.OpClose, sched.OpSelect, sched.OpLenCap:
		return channel
	case sched.OpLock, sched.OpTryLock, sched.OpUnlock, sched.OpRLock, sched.OpTryRLock, sched.OpRUnlock,
		sched.OpWLock, sched.OpTryWLock, sched.OpWUnlock, sched.OpCondWait, sched.OpCondSignal:
		return lock
	case sched.OpWGAdd, sched.OpWGDone, sched.OpWGWait, sched.OpOnce, sched.OpMap, sched.OpMapRange, sched.OpPool,
		sched.OpAtomicLoad, sched.OpAtomicStore, sched.OpAtomicRMW, sched.OpRead, sched.OpWrite, sched.OpPrint:
		return word
	case sched.OpPoint:
		return effects
	}
	return anything // OpResume does not say what goes on; OpTime and OpReturn move the clock
}

// commute reports whether it does not matter in which order two operations of
// these kinds on one object are performed. Those that only look commute; so do
// readers that come and go, and what adds to a counter.
func commute(a, b sched.Op) bool {
	switch a {
	case sched.OpRead, sched.OpAtomicLoad:
		return b == sched.OpRead || b == sched.OpAtomicLoad
	case sched.OpLenCap, sched.OpWGAdd, sched.OpWGDone, sched.OpWGWait, sched.OpPrint:
		return a == b
	case sched.OpRLock, sched.OpTryRLock, sched.OpRUnlock:
		// The lock is a RWMutex: Lock is the first step of its writers, among
		// themselves.
		return b == sched.OpRLock || b == sched.OpTryRLock || b == sched.OpRUnlock || b == sched.OpLock
	case sched.OpWLock:
		return b == sched.OpLock // which waits: the writer has taken the first step
	}
	return false
}
