// Package sched holds the scheduling strategies and the state they act on.
//
// The same source is injected into package runtime of the controlled Go
// toolchain, where the choice is made on the scheduler's own stack. So this
// package imports nothing, allocates nothing, uses no maps and stores no
// pointers while an execution runs. Only source.go, which is not injected,
// imports embed.
package sched

// Op is the kind of the operation that a goroutine is about to perform. The
// numbers are part of the protocol and of recorded traces: append only.
type Op uint8

const (
	OpNone        Op = iota
	OpStart          // first step of a goroutine
	OpResume         // continues after it was blocked
	OpGo             // go statement
	OpYield          // runtime.Gosched
	OpSleep          // time.Sleep
	OpSend           // channel send
	OpRecv           // channel receive
	OpClose          // close of a channel
	OpSelect         // select with more than one ready-able case
	OpLenCap         // len or cap of a channel
	OpLock           // sync.Mutex.Lock
	OpTryLock        // sync.Mutex.TryLock
	OpUnlock         // sync.Mutex.Unlock
	OpRLock          // sync.RWMutex.RLock
	OpTryRLock       // sync.RWMutex.TryRLock
	OpRUnlock        // sync.RWMutex.RUnlock
	OpWLock          // sync.RWMutex.Lock, once the writers' mutex is held: announces the writer
	OpTryWLock       // sync.RWMutex.TryLock
	OpWUnlock        // sync.RWMutex.Unlock
	OpWGAdd          // sync.WaitGroup.Add
	OpWGWait         // sync.WaitGroup.Wait
	OpOnce           // sync.Once.Do
	OpCondWait       // sync.Cond.Wait
	OpCondSignal     // sync.Cond.Signal and Broadcast
	OpMap            // sync.Map methods, but for Range
	OpPool           // sync.Pool.Get and Put
	OpAtomicLoad     // sync/atomic load
	OpAtomicStore    // sync/atomic store
	OpAtomicRMW      // sync/atomic add, swap, and, or, compare-and-swap
	OpRead           // plain memory read at a contended site
	OpWrite          // plain memory write at a contended site
	OpTimer          // start, stop or reset of a timer
	OpPoint          // explicit point (racekit.Point)
	OpTime           // the clock moved to the next timer: nobody could run
	OpReturn         // came back from a system call or from I/O on its own
	OpWGDone         // sync.WaitGroup.Done, and Add of a negative number
	OpMapRange       // sync.Map.Range
	OpGetenv         // reads an environment variable; no object is all of them
	OpSetenv         // sets or unsets an environment variable; no object is all of them
	OpPrint          // a line of a logger that the program cannot read
	OpLook           // reads a file, or what is known of it
	OpChange         // writes to a file, makes, renames or removes it
	OpFlock          // locks a file, exclusively
	OpRFlock         // locks a file, with others
	OpFunlock        // unlocks a file, or closes one that was locked
)

// String returns the words used in reports.
func (o Op) String() string {
	if int(o) < len(opNames) {
		return opNames[o]
	}
	return "unknown operation"
}

var opNames = [...]string{
	OpNone: "none", OpStart: "start", OpResume: "resume", OpGo: "go", OpYield: "yield",
	OpSleep: "sleep", OpSend: "send", OpRecv: "receive", OpClose: "close", OpSelect: "select",
	OpLenCap: "len/cap", OpLock: "Lock", OpTryLock: "TryLock", OpUnlock: "Unlock",
	OpRLock: "RLock", OpTryRLock: "TryRLock", OpRUnlock: "RUnlock", OpWLock: "RWMutex.Lock",
	OpTryWLock: "RWMutex.TryLock", OpWUnlock: "RWMutex.Unlock", OpWGAdd: "WaitGroup.Add",
	OpWGWait: "WaitGroup.Wait", OpOnce: "Once.Do", OpCondWait: "Cond.Wait",
	OpCondSignal: "Cond.Signal", OpMap: "sync.Map", OpPool: "sync.Pool",
	OpAtomicLoad: "atomic load", OpAtomicStore: "atomic store", OpAtomicRMW: "atomic update",
	OpRead: "read", OpWrite: "write", OpTimer: "timer", OpPoint: "point", OpTime: "clock",
	OpReturn: "system call returned", OpWGDone: "WaitGroup.Done", OpMapRange: "sync.Map",
	OpGetenv: "environment read", OpSetenv: "environment write", OpPrint: "log",
	OpLook: "file read", OpChange: "file write", OpFlock: "flock", OpRFlock: "shared flock", OpFunlock: "flock release",
}

// Outside reports whether an operation is about what is no memory of the program:
// variables of the environment and files. Their objects have numbers in place of
// addresses.
func (o Op) Outside() bool { return o == OpGetenv || o == OpSetenv || o.Files() }

// Files reports whether an operation is about a file.
func (o Op) Files() bool { return o >= OpLook && o <= OpFunlock }

// Outside marks the number of an object that is no memory.
const Outside = 1 << 63

// Named returns the number of the object that has a name in a space of names.
func Named(space uint64, name string) uint64 {
	h := 0xcbf29ce484222325 ^ space
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	return Numbered(h)
}

// Numbered returns the number of the object that h tells from others.
func Numbered(h uint64) uint64 { return mix(h)&^7 | Outside } // no two share a word

// Spaces of names.
const (
	Variables = 1
	Paths     = 2
)
