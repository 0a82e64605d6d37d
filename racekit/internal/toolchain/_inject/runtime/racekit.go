// Package runtime: the controlled scheduler of racekit.
//
// One goroutine of the controlled group, the holder of the baton, runs at a
// time; package sched (injected beside this file with the prefix rks_) says
// which. Everything here runs with the only P in hand, so it needs no locks.
package runtime

import (
	"internal/abi"
	"unsafe"
)

const (
	rkMaxTasks   = 1 << 20
	rkMaxEvents  = 1 << 22 // when there is no shared file
	rkMaxObjects = 1 << 18
	rkMaxCells   = 1 << 18
	rkMaxSites   = 1 << 14
	rkStackDepth = 24
)

// How an execution ended.
const (
	rkRunning = iota
	rkDone
	rkDeadlock
	rkPanicked
	rkLivelock
	rkTimedOut
)

// rkInfo is what the scheduler does not need to know about a task.
type rkInfo struct {
	gopc     uintptr
	startpc  uintptr
	parent   uint32
	external bool  // waits for I/O or is in a system call
	after    bool  // it did something since its last synchronization
	depth    uint8 // of stack
	stack    [rkStackDepth]uint32
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
	log    [][rkStackDepth]uint32 // a stack per event, when asked for
	offers []rks_Offer            // likewise, who could run

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

	outsideAt [rkStackDepth]uint32
	noutside  int    // frames in outsideAt: of who waited for I/O first
	raceSync  uint64 // address with which the detector orders executions
	returned  bool   // something came back from outside
}

func rkAlloc(n uintptr) unsafe.Pointer {
	p := sysAlloc(n, &memstats.other_sys, "racekit")
	if p == nil {
		throw("racekit: out of memory for the scheduler")
	}
	return p
}

// rkEarly finds out whether this process is a worker. It runs before the
// random state and the environment are initialised.
func rkEarly() {
	rk.worker = rkEnviron("RACEKIT_WORKER=") != ""
}

// rkEnviron returns the value of the environment entry that starts with
// prefix, read from the process's own arguments.
func rkEnviron(prefix string) string {
	if argv == nil {
		return ""
	}
	for i := argc + 1; ; i++ {
		p := argv_index(argv, i)
		if p == nil {
			return ""
		}
		s := gostringnocopy(p)
		if len(s) > len(prefix) && s[:len(prefix)] == prefix {
			return s[len(prefix):]
		}
	}
}

// rkNumber returns the number that s is; 0 if it is none, or too large for a
// size or a time of day in seconds.
func rkNumber(s string) (n uint64) {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' || n > 1<<36 {
			return 0
		}
		n = n*10 + uint64(s[i]-'0')
	}
	return n
}

// rkFilterEnv removes RACEKIT_* so that neither the program nor its children
// see that this is a worker.
func rkFilterEnv() {
	n := 0
	for _, e := range envs {
		if len(e) >= 8 && e[:8] == "RACEKIT_" {
			continue
		}
		envs[n] = e
		n++
	}
	envs = envs[:n]
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
		m.Events = unsafe.Slice((*rks_Event)(unsafe.Pointer(uintptr(p)+4096)), (min(n, rkOffersOffset)-4096)/unsafe.Sizeof(rks_Event{}))
		if n >= rkOffersOffset+rkMaxOffers*unsafe.Sizeof(rks_Offer{}) {
			rk.offers = unsafe.Slice((*rks_Offer)(unsafe.Pointer(uintptr(p)+rkOffersOffset)), rkMaxOffers)
		}
		rk.shared[7] = uint64(rk.text)
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
	rk.uses |= rkUsesRuntime
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

// rkNoPoint holds the packages in which no operation is a scheduling point:
// their synchronization is not what a program's outcome depends on, and it
// would drown the search. Their blocking operations still block.
var rkNoPoint = [...]string{
	"testing.", "testing/", "internal/", "fmt.", "os.", "os/signal.",
	"syscall.", "strconv.", "log.", "encoding/", "unicode/", "unique.", "weak.",
	"github.com/racekit/toolkit/racekit.", "github.com/racekit/toolkit/racekit/internal/harness.", "pgregory.net/rapid.",
	"github.com/racekit/toolkit/racekit/internal/linear.", "github.com/racekit/toolkit/racekit/internal/linear/judge.",
	"regexp.", "regexp/", "path/", "mime.", "go/", "text/", "html/",
}

// rkParts holds those that are called as parts of other operations.
var rkParts = [...]string{"sync.", "internal/sync.", "runtime/", "runtime.Race", "runtime.race", "runtime.sync_atomic_"}

// rkChances holds those of rkNoPoint that draw random numbers for the program
// to see.
var rkChances = [...]string{"math/rand.", "math/rand/", "crypto/", "hash/maphash.", "internal/runtime/maps.(*Iter)."}

// rkPointers holds the functions that are points themselves, by rkPointerPoint:
// what they call is none.
var rkPointers = [...]string{"sync/atomic.StorePointer", "sync/atomic.SwapPointer", "sync/atomic.CompareAndSwapPointer"}

// rkWraps holds functions and packages whose caller counts in their place.
var rkWraps = [...]string{
	"sync/atomic.", "runtime.reflect_chan",
	"sync.(*WaitGroup).Done", "sync.OnceFunc", "sync.OnceValue", "sync.(*rlocker).", "time.", "reflect.",
}

func rkFindQuiet() {
	own := rkEnviron("RACEKIT_PACKAGE=")
	rkOwn = own
	md := &firstmoduledata
	size := (md.etext-md.text)/32 + 1
	rk.quiet = unsafe.Slice((*uint8)(rkAlloc(size)), size)
	for i := 0; i+1 < len(md.ftab); i++ {
		f := funcInfo{(*_func)(unsafe.Pointer(&md.pclntable[md.ftab[i].funcoff])), md}
		name := funcname(f)
		if name == "os/signal.loop" {
			rk.sigloop = f.entry()
		}
		kind := rkQuietKind(name, own)
		if kind == 0 {
			continue
		}
		start := (f.entry() - md.text) / 32
		end := (md.textAddr(md.ftab[i+1].entryoff) - md.text - 1) / 32
		for j := start; j <= end && j < size; j++ {
			rk.quiet[j] = kind
		}
	}
}

// What rk.quiet says of a function.
const (
	rkNoPoints = 1 // no scheduling points in it
	rkWrapper  = 2 // its caller counts in its place
	rkChance   = 3 // no scheduling points, and what it draws is the program's
	rkPart     = 4 // no scheduling points: part of the operation that had one
	rkShares   = 5 // no scheduling points, though programs keep there what goroutines share
	rkTwin     = 6 // a hook before a memory access: its caller is at no safe point
)

func rkQuietKind(name, own string) uint8 {
	if own != "" && len(name) > len(own) && name[:len(own)] == own && (name[len(own)] == '.' || name[len(own)] == '_') {
		return 0
	}
	for _, p := range rkPointers {
		if name == p {
			return rkNoPoints
		}
	}
	for _, p := range rkWraps {
		if rkStarts(name, p) {
			return rkWrapper
		}
	}
	if n := len(name) - len("-fm"); n > 0 && name[n:] == "-fm" && rkStarts(name, "sync.") {
		return rkWrapper
	}
	if rkStarts(name, "sync.(*WaitGroup).Go.func") {
		return 0 // its Done is the goroutine's own
	}
	for _, p := range rkChances {
		if rkStarts(name, p) {
			return rkChance
		}
	}
	if rkStarts(name, "runtime.rkRace") {
		return rkTwin
	}
	for _, p := range rkParts {
		if rkStarts(name, p) {
			return rkPart
		}
	}
	for _, p := range rkNoPoint {
		if rkStarts(name, p) {
			return rkQuietPlace(name)
		}
	}
	return 0
}

func rkStarts(s, prefix string) bool { return len(s) >= len(prefix) && s[:len(prefix)] == prefix }

// rkQuietness returns what is known of the function at pc.
//
//go:nosplit
func rkQuietness(pc uintptr) uint8 {
	i := (pc - rk.text) / 32
	if i >= uintptr(len(rk.quiet)) {
		return 0
	}
	return rk.quiet[i]
}

// rkIsTwin reports whether f is a hook before a memory access. g0.
func rkIsTwin(f funcInfo) bool {
	return f.valid() && rk.text != 0 && rkQuietness(f.entry()) == rkTwin
}

// rkQuiet reports whether there are no scheduling points at pc.
func rkQuiet(pc uintptr) bool { return rkQuietness(pc) != 0 }

// rkInherits reports whether a goroutine that runs fn, started by parent, is
// a member.
func rkInherits(parent, gp *g) bool {
	if !rk.on || gp.startpc == rk.sigloop || isSystemGoroutine(gp, true) {
		return false
	}
	f := findfunc(gp.startpc)
	if f.funcID == abi.FuncID_runFinalizers || f.funcID == abi.FuncID_runCleanups {
		return false
	}
	return parent.rk != 0 || rk.firing || parent.bubble != nil // a bubble's timers run on g0
}

// rkSpawn makes gp, which newproc1 has just built, a member.
func rkSpawn(parent, gp *g) {
	gp.rk, gp.rkgen, gp.rkhush = 0, 0, 0
	if !rkInherits(parent, gp) {
		return
	}
	id := rk.s.Spawn()
	if id == 0 {
		throw("racekit: more than 1048575 goroutines in one execution")
	}
	rk.alive++
	rkJoin(id, gp, parent.rk)
}

func rkJoin(id uint32, gp *g, parent uint32) {
	gp.rk, gp.rkgen, gp.rkcalls, gp.rksyncs = id, rk.gen, 0, 0
	rk.gs[id].set(gp)
	info := &rk.info[id]
	info.gopc, info.startpc, info.parent = gp.gopc, gp.startpc, parent
	if parent != 0 {
		// The point before the go statement knows the caller of WaitGroup.Go.
		if p := rk.s.Task(parent); p.Op == rks_OpGo {
			if rkQuiet(gp.gopc) {
				info.gopc = uintptr(p.PC) + 1
			}
			p.Op = rks_OpNone // performed: the next one may have no point
		}
	}
	info.external, info.after, info.depth = false, false, 0
	t := rk.s.Task(id)
	t.PC = uint64(gp.startpc)
	rk.s.Fork(id, parent, uint64(rkOffset(info.gopc))<<32|uint64(rkOffset(gp.startpc)))
}
