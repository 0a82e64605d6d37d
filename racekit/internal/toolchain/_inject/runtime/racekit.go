// Package runtime: the controlled scheduler of racekit.
//
// One goroutine of the controlled group, the holder of the baton, runs at a
// time; package sched (injected beside this file with the prefix rks_) says
// which. Everything here runs with the only P in hand, so it needs no locks.
package runtime

import "unsafe"

const (
	rkMaxTasks   = 1 << 20
	rkMaxEvents  = 1 << 22 // when there is no shared file
	rkMaxObjects = 1 << 18
	rkMaxCells   = 1 << 18
	rkMaxSites   = 1 << 14
)

// rkInfo is what the scheduler does not need to know about a task.
type rkInfo struct {
	gopc     uintptr
	startpc  uintptr
	parent   uint32
	external bool  // waits for I/O or is in a system call
	after    bool  // it did something since its last synchronization
	depth    uint8 // of stack
	stack    [rkw_StackDepth]uint32
}

// rk is the controlled group. Pointers in it are to memory outside the heap
// or are set only where write barriers are allowed.
var rk struct {
	worker bool // this process is a worker
	on     bool // an execution is in progress

	cur  uint32 // the task that holds the baton; 0 is nobody
	next uint32 // the task that must get it next
	held uint32 // the task that waits inside the runtime (GC) and keeps the baton
	base uint32 // tasks 2..base were there before the first execution
	gen  uint32 // of this execution; goroutines of older ones never run again
	kept uint32 // the last execution of which what it left was kept

	s     rks_Scheduler
	wide  bool   // nothing but decisions matters, and all that is possible is recorded
	uses  uint32 // what else did matter
	calls uint32 // system calls of this processor, but for those that do not matter
	c     rks_Contention
	gs    []guintptr
	info  []rkInfo

	text   uintptr
	quiet  []uint8 // per 32 bytes of text: not a place for scheduling points
	shared *[512]uint64
	log    [][rkw_StackDepth]uint32 // a stack per event, when asked for
	offers []rks_Offer              // likewise, who could run

	harness  guintptr
	spare    guintptr // task 1's goroutine between executions
	rootFn   func()
	end      int
	alive    int // goroutines of this execution, beside task 1
	external int // tasks that wait outside
	maxSteps int
	stacks   bool
	each     bool // call rkStep with each step
	at       int  // the last step of which rkStep was told
	learn    bool
	sigloop  uintptr
	procs    int

	rkClock
	rkAfter
	culprit uint32
	message []byte
	panicAt [64]uint32
	npanic  int // frames in panicAt: of the panic, or of the first T.Fail

	outsideAt [rkw_StackDepth]uint32
	noutside  int      // frames in outsideAt: of who waited for I/O first
	raceSync  uint64   // address with which the detector orders executions
	marked    []uint32 // sites that rkMarkSites has marked
	returned  bool     // something came back from outside
}

func rkAlloc(n uintptr) unsafe.Pointer {
	p := sysAlloc(n, &memstats.other_sys, "racekit")
	if p == nil {
		throw("racekit: out of memory for the scheduler")
	}
	return p
}

// rkInit gets the memory that executions need. It does nothing the second time.
func rkInit() {
	if rk.text != 0 {
		return
	}
	rk.text = firstmoduledata.text
	rk.gs = unsafe.Slice((*guintptr)(rkAlloc(rkMaxTasks*unsafe.Sizeof(guintptr(0)))), rkMaxTasks)
	rk.info = unsafe.Slice((*rkInfo)(rkAlloc(rkMaxTasks*unsafe.Sizeof(rkInfo{}))), rkMaxTasks)
	rk.c.Cells = unsafe.Slice((*rks_Cell)(rkAlloc(rkMaxCells*unsafe.Sizeof(rks_Cell{}))), rkMaxCells)
	rk.c.Sites = unsafe.Slice((*uint32)(rkAlloc(rkMaxSites*4)), rkMaxSites)
	rk.c.Found = unsafe.Slice((*uint32)(rkAlloc(rkMaxSites*4)), rkMaxSites)
	var m rks_Memory
	m.Tasks = unsafe.Slice((*rks_Task)(rkAlloc(rkMaxTasks*unsafe.Sizeof(rks_Task{}))), rkMaxTasks)
	m.Family = unsafe.Slice((*rks_Kin)(rkAlloc(rkMaxTasks*unsafe.Sizeof(rks_Kin{}))), rkMaxTasks)
	m.Ready = unsafe.Slice((*rks_Entry)(rkAlloc(rkMaxTasks*unsafe.Sizeof(rks_Entry{}))), rkMaxTasks)
	m.Line = unsafe.Slice((*rks_Link)(rkAlloc(rkMaxTasks*unsafe.Sizeof(rks_Link{}))), rkMaxTasks)
	m.Places = unsafe.Slice((*uint32)(rkAlloc(rkMaxTasks*4)), rkMaxTasks)
	m.Objects = unsafe.Slice((*rks_Object)(rkAlloc(rkMaxObjects*unsafe.Sizeof(rks_Object{}))), rkMaxObjects)
	if p, n := rkShared(); p != nil {
		rk.shared = (*[512]uint64)(p)
		m.Events = unsafe.Slice((*rks_Event)(unsafe.Pointer(uintptr(p)+rkw_EventsOffset)), (min(n, rkw_OffersOffset)-rkw_EventsOffset)/unsafe.Sizeof(rks_Event{}))
		if n >= rkw_OffersOffset+rkMaxOffers*unsafe.Sizeof(rks_Offer{}) {
			rk.offers = unsafe.Slice((*rks_Offer)(unsafe.Pointer(uintptr(p)+rkw_OffersOffset)), rkMaxOffers)
		}
		rk.shared[rkw_WordText] = uint64(rk.text)
	} else {
		m.Events = unsafe.Slice((*rks_Event)(rkAlloc(rkMaxEvents*unsafe.Sizeof(rks_Event{}))), rkMaxEvents)
	}
	m.Pairs.Seen = unsafe.Slice((*uint64)(rkAlloc(rks_CoverWords*8)), rks_CoverWords)
	m.Pairs.Found = unsafe.Slice((*uint32)(rkAlloc(rks_CoverWords*64*4)), rks_CoverWords*64)
	rk.s.Init(m)
	rk.s.TextBase = uint64(rk.text)
	rkFindQuiet()
	rkStartClock()
}

// rkStart makes the main goroutine of a worker the first member, before any
// package is initialised: what init and TestMain start belongs to the group.
func rkStart() {
	rkInit()
	if !netpollinited() {
		netpollGenericInit() // its descriptors are not opened by some execution
	}
	rk.procs = int(gomaxprocs)
	gp := getg()
	mp := acquirem() // a member that is preempted while rk.on is false is lost
	rk.s.Begin(rks_Options{}, 0)
	rk.s.Spawn()
	rk.base = 1
	rk.gs[1].set(gp)
	gp.rk, gp.rkgen = 1, 0
	rk.s.Ready(1)
	rk.cur = 1
	rk.maxSteps = int(^uint(0) >> 1)
	rk.on = true
	releasem(mp)
}

// rkEnter makes the calling goroutine the harness in a process that is no
// worker: only what its executions start is controlled.
//
//go:linkname rkEnter testing.rkEnter
func rkEnter() bool {
	if rk.worker || rk.on || rk.harness != 0 || gomaxprocs != 1 {
		return false
	}
	rkInit()
	rk.s.Begin(rks_Options{}, 0)
	rk.s.Spawn()
	rk.base = 1
	rk.harness.set(getg())
	return true
}

// rkQuit ends what rkEnter began.
//
//go:linkname rkQuit testing.rkQuit
func rkQuit() {
	rk.gen++ // what executions have left never runs again
	rkDropTimers()
	rk.harness = 0
	rkDropRoot()
}

// rkAlive reports whether gp may run: it is of this execution or older than
// all executions.
func rkAlive(gp *g) bool { return gp.rkgen == rk.gen || gp.rkgen == 0 }

// rkHidden reports whether gp should not be seen by the program: it was left
// behind by an earlier execution, or it is the harness.
func rkHidden(gp *g) bool {
	rk.uses |= rkw_UsesRuntime
	if !rk.worker {
		return false
	}
	return gp.rk != 0 && !rkAlive(gp) || gp == rk.harness.ptr() && rk.on || gp == rk.spare.ptr()
}

// rkNumGoroutine is what runtime.NumGoroutine says in a worker.
func rkNumGoroutine() int {
	n := 0
	for id := uint32(1); id <= rk.s.Tasks(); id++ {
		if rk.gs[id] != 0 {
			n++
		}
	}
	return n + 1 // the harness stands for the goroutine that waits in testing.(*M).Run
}

// rkGOMAXPROCS remembers n; there is one P in a worker, always.
func rkGOMAXPROCS(n int) int {
	old := rk.procs
	if n > 0 {
		rk.procs = n
	}
	return old
}
