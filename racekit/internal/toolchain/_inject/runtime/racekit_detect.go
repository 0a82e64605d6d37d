//go:build race

package runtime

import (
	"internal/runtime/atomic"
	"unsafe"
)

// rkdOwn says that each execution is looked at alone.
const rkdOwn = true

// rkdCall numbers, in the order of racekit_detect_amd64.s.
const (
	rkdInit = iota
	rkdFini
	rkdGoStart
	rkdGoEnd
	rkdAcquire
	rkdRelease
	rkdReleaseAcquire
	rkdReleaseMerge
	rkdIgnoreBegin
	rkdIgnoreEnd
	rkdFinalizer
	rkdReportCount
	rkdMalloc
	rkdCallGrow
	rkdRead
	rkdWrite
	rkdReadPC
	rkdWritePC
	rkdReadRange
	rkdWriteRange
	rkdLoad32
	rkdLoad64
	rkdStore32
	rkdStore64
	rkdExchange32
	rkdExchange64
	rkdAdd32
	rkdAdd64
	rkdAnd32
	rkdAnd64
	rkdOr32
	rkdOr64
	rkdSwap32
	rkdSwap64
)

// rkd is the detector of this process. It has its memory from mmap, so that nothing
// here needs a write barrier: it is called where there may be no P.
var rkd rkd_Detector

// These are for the assembly.
var (
	rkdOn        uint8   // an execution is looked at
	rkdFrames    uintptr // where Memory.Frames is
	rkdThreads   uintptr // where Memory.Threads is
	rkdText      uintptr
	rkdHeap      uintptr
	rkdHeapSize  uintptr
	rkdHeapCells uintptr // what is added to twice the address of a word
	rkdDataCells uintptr
	rkdCells     uintptr
	rkdPages     uintptr
	rkdCellBytes uintptr
	rkdTold      int // races of this execution that are printed
	rkdCount     int // races of this execution that are counted in rkdErrors
	rkdErrors    uintptr
)

// rkdCall is one call of what the runtime takes for ThreadSanitizer. It runs on
// g0, or on gsignal.
func rkdCall(number, thr, a, b, c uintptr) {
	t := (*rkd_Thread)(unsafe.Pointer(thr))
	switch number {
	case rkdInit:
		rkdSetUp((*uintptr)(unsafe.Pointer(thr)), (*uintptr)(unsafe.Pointer(a)))
		return
	case rkdFini:
		rkdLeave()
	case rkdReportCount:
		*(*uint64)(unsafe.Pointer(thr)) = uint64(rkdErrors)
		return
	case rkdMalloc:
		rkd.Allocated(uint64(b), uint64(c))
		return
	case rkdGoStart:
		*(*uintptr)(unsafe.Pointer(a)) = uintptr(unsafe.Pointer(rkd.Start(t, uint32(b-rkdText))))
		return
	}
	if number >= rkdLoad32 {
		rkdAtomic(t, number, a, b, c)
		return
	}
	if t == nil {
		return
	}
	switch number {
	case rkdGoEnd:
		rkd.Stop(t)
	case rkdAcquire:
		rkd.Acquire(t, uint64(a))
	case rkdRelease:
		rkd.Release(t, uint64(a))
	case rkdReleaseAcquire:
		rkd.ReleaseAcquire(t, uint64(a))
	case rkdReleaseMerge:
		rkd.ReleaseMerge(t, uint64(a))
	case rkdIgnoreBegin:
		t.IgnoreSync(true)
	case rkdIgnoreEnd:
		t.IgnoreSync(false)
	case rkdFinalizer:
		rkd.AcquireAll(t)
	case rkdCallGrow:
		rkd.Call(t, uint32(a-rkdText), uint32(b))
	default:
		if rkdOn != 0 {
			rkdAccess(t, number, a, b, c)
		}
	}
}

// rkdAccess is a plain access of the program at addr. What b and c are depends on
// the call.
func rkdAccess(t *rkd_Thread, number, addr, b, c uintptr) {
	rkd.Step = uint32(rk.s.Steps)
	kind := rkd_Kind((number - rkdRead) & 1)
	size, site := uint64(1), uint32(0)
	switch number {
	case rkdRead, rkdWrite: // the caller's place
		site = rkd.Site(t, uint32(b-rkdText))
	case rkdReadPC, rkdWritePC: // the call of the caller, and its place
		site = rkd.SiteIn(t, uint32(b-rkdText), uint32(c-rkdText))
	default: // a size, and the caller's place
		size = uint64(b)
		site = rkd.Site(t, uint32(c-rkdText))
	}
	if rkd.Covers(uint64(addr), size) {
		rkd.Access(t, uint64(addr), size, kind, site)
		rkdTell()
	}
}

// rkdAtomic performs an operation of sync/atomic, called from pc in a function that
// was called from callpc. args are the arguments and results of that function.
//
// An atomic operation is ordered after the writes that it observes (go.dev/ref/mem):
// after the last one, and those that a read-modify-write had observed in turn.
func rkdAtomic(t *rkd_Thread, number, callpc, pc, args uintptr) {
	addr := *(*uintptr)(unsafe.Pointer(args))
	size := uint64(4) << (number & 1)
	looked := rkdOn != 0 && t != nil && rkd.Covers(uint64(addr), size)
	sync := looked && !t.Ignores()
	if sync && number != rkdStore32 && number != rkdStore64 {
		rkd.Acquire(t, uint64(addr))
	}
	wrote := rkdPerform(number, addr, args)
	if !looked {
		return
	}
	kind := rkd_AtomicRead
	if wrote {
		kind = rkd_AtomicWrite
	}
	rkd.Step = uint32(rk.s.Steps)
	rkd.Access(t, uint64(addr), size, kind, rkd.SiteIn(t, uint32(callpc-rkdText), uint32(pc-rkdText)))
	if sync && wrote {
		rkd.Release(t, uint64(addr))
	}
	rkdTell()
}

// rkdPerform carries out an atomic operation, and reports whether it is one that
// has written.
func rkdPerform(number, addr, args uintptr) (wrote bool) {
	p32, p64 := (*uint32)(unsafe.Pointer(addr)), (*uint64)(unsafe.Pointer(addr))
	at32 := func(off uintptr) *uint32 { return (*uint32)(unsafe.Pointer(args + off)) }
	at64 := func(off uintptr) *uint64 { return (*uint64)(unsafe.Pointer(args + off)) }
	switch number {
	case rkdLoad32:
		*at32(8) = atomic.Load(p32)
		return false
	case rkdLoad64:
		*at64(8) = atomic.Load64(p64)
		return false
	case rkdStore32:
		atomic.Store(p32, *at32(8))
	case rkdStore64:
		atomic.Store64(p64, *at64(8))
	case rkdExchange32:
		*at32(16) = atomic.Xchg(p32, *at32(8))
	case rkdExchange64:
		*at64(16) = atomic.Xchg64(p64, *at64(8))
	case rkdAdd32:
		*at32(16) = atomic.Xadd(p32, int32(*at32(8))) - *at32(8)
	case rkdAdd64:
		*at64(16) = atomic.Xadd64(p64, int64(*at64(8))) - *at64(8)
	case rkdAnd32:
		*at32(16) = atomic.And32(p32, *at32(8))
	case rkdAnd64:
		*at64(16) = atomic.And64(p64, *at64(8))
	case rkdOr32:
		*at32(16) = atomic.Or32(p32, *at32(8))
	case rkdOr64:
		*at64(16) = atomic.Or64(p64, *at64(8))
	case rkdSwap32:
		wrote = atomic.Cas(p32, *at32(8), *at32(12))
		*(*bool)(unsafe.Pointer(args + 16)) = wrote
		return wrote
	case rkdSwap64:
		wrote = atomic.Cas64(p64, *at64(8), *at64(16))
		*(*bool)(unsafe.Pointer(args + 24)) = wrote
		return wrote
	}
	return true
}

// rkdForget makes the context in which timers run that of a new goroutine.
//
//go:nosplit
func rkdForget(racectx uintptr) {
	if t := (*rkd_Thread)(unsafe.Pointer(racectx)); t != nil && rkdOn != 0 {
		systemstack(func() { rkd.Forget(t) })
	}
}

// rkdSlots returns how many slots of a channel of empty elements have a place of
// their own, at which their sends and receives meet. It is bounded because such a
// channel may have any capacity at no cost.
func rkdSlots(size int) uintptr { return uintptr(min(size, 1<<20)) }

// rkdBegin looks at an execution, from now on.
func rkdBegin() {
	systemstack(func() {
		if rkd.Used() {
			rkdClearCells()
			rkd.Restart()
		}
		rkd.Begin()
	})
	rkdTold, rkdCount, rkdOn = 0, 0, 1
}

// rkdEnd ends that.
func rkdEnd() {
	rkdOn = 0
	rkd.End()
}

// rkdStepped says that gp has taken a step.
func rkdStepped(gp *g) {
	if t := (*rkd_Thread)(unsafe.Pointer(gp.racectx)); t != nil {
		t.Stepped()
	}
}

// rkdExact reports whether no race of the execution was missed for want of memory.
func rkdExact() bool { return rkd.Exact() }
