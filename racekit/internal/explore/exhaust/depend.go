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
	ca, cb := classOf(a.Op), classOf(b.Op)
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
	case ca == spawns || cb == spawns:
		return ca == cb // goroutines are numbered in order of creation
	case ca == timers || cb == timers:
		// A timer sends on a channel that its own object does not name.
		return ca == cb || ca == channel || cb == channel
	case a.Op == sched.OpSelect || b.Op == sched.OpSelect:
		return ca == cb || a.Object == 0 || b.Object == 0
	case a.Op == sched.OpCondWait || b.Op == sched.OpCondWait:
		return ca == cb || a.Object == 0 || b.Object == 0 // it unlocks a mutex that it does not name
	case a.Object == 0 || b.Object == 0:
		return true
	case a.Object>>3 != b.Object>>3: // accesses of different width overlap within a word
		return false
	}
	return !(reads(a.Op) && reads(b.Op))
}

// A class is a set of operations that can affect each other, in an order that
// Dependent relies on.
type class uint8

const (
	silent   class = iota // no effect on others
	spawns                // makes a goroutine
	timers                // acts on the clock's queue
	channel               // acts on a channel
	lock                  // acts on a lock or a condition
	word                  // acts on one other object
	effects               // unknown code, which may act on any object
	anything              // moves the world
)

func classOf(op sched.Op) class {
	switch op {
	case sched.OpStart, sched.OpYield:
		return silent
	case sched.OpGo:
		return spawns
	case sched.OpSleep, sched.OpTimer:
		return timers
	case sched.OpSend, sched.OpRecv, sched.OpClose, sched.OpSelect, sched.OpLenCap:
		return channel
	case sched.OpLock, sched.OpTryLock, sched.OpUnlock, sched.OpRLock, sched.OpTryRLock, sched.OpRUnlock,
		sched.OpWLock, sched.OpTryWLock, sched.OpWUnlock, sched.OpCondWait, sched.OpCondSignal:
		return lock
	case sched.OpWGAdd, sched.OpWGWait, sched.OpOnce, sched.OpMap, sched.OpPool,
		sched.OpAtomicLoad, sched.OpAtomicStore, sched.OpAtomicRMW, sched.OpRead, sched.OpWrite:
		return word
	case sched.OpPoint:
		return effects
	}
	return anything // OpResume does not say what goes on; OpTime and OpReturn move the clock
}

// reads reports whether operations of this kind commute with each other.
func reads(op sched.Op) bool {
	switch op {
	case sched.OpRead, sched.OpAtomicLoad, sched.OpLenCap, sched.OpRLock, sched.OpTryRLock, sched.OpWGWait:
		return true
	}
	return false
}
