package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

// Facts of an execution that keep a search of schedules from meaning all that
// can happen, beside those of racekit_wide.go. They are bits of rk.uses.

// rkForgets says that the race detector does not remember all that it was told,
// nor see all, and says nothing of that: what holds of ThreadSanitizer holds of it.
// That of racekit says so itself, by rkw_UsesInexact.
const rkForgets = rkw_Variant == rkw_TSan

// How much the race detector is sure to remember, in one execution, if rkForgets.
// What it forgets it does not report. TestRemembers tries each.
const (
	rkMostEnded = 60      // goroutines that have ended
	rkMostSyncs = 10_000  // synchronizations of one goroutine
	rkMostCalls = 200_000 // calls, returns and accesses of one goroutine, with history_size=7
)

// rkSharing holds those of rkNoPoint in which programs keep what their
// goroutines share. What the other packages synchronize is caches, pools and
// their own bookkeeping: no program sees who came first. What there is says
// racekit's docs/internal/quiet-packages.md.
var rkSharing = [...]string{
	"os.",                       // processes, open folders
	"os/signal.",                // who gets which signal
	"testing.(*common).Cleanup", // the order of a test's cleanups
	"encoding/gob.",             // a stream: who is first in it; names of types, and their numbers
	"go/token.",                 // a FileSet: the positions of a file depend on those before it
	"text/template.",            // which templates belong together
	"html/template.",            // likewise, and a template is fixed once it was executed
	"mime.",                     // the table of types
}

// rkQuietPlace is what rkQuietKind says of a function without points.
func rkQuietPlace(name string) uint8 {
	for _, p := range rkSharing {
		if rkStarts(name, p) {
			return rkShares
		}
	}
	return rkNoPoints
}

// An rkUser is who used an object where there are no points.
type rkUser struct {
	addr    uintptr
	gen     uint32
	task    uint32 // the first
	several bool
	wrote   bool
}

const rkMaxUsers = 1 << 12

var rkUsers []rkUser

// rkQuietly is told of an operation where there is no point. If two goroutines
// operate there on what a program shares, and one of them writes it, schedules are
// left out. What is a step elsewhere, such as a look at the environment, comes with
// system calls where it is none.
func rkQuietly(gp *g, kind uint8, op rks_Op, addr uintptr) {
	info := &rk.info[gp.rk]
	info.after = !rkQuiet(info.startpc) // testing's own goroutines end with such operations
	if !rk.wide || addr == 0 || kind != rkShares && kind != rkWrapper || rk.uses&rkw_UsesQuiet != 0 {
		return
	}
	writes := true
	switch op {
	case rks_OpOnce, rks_OpPool, rks_OpGo: // lazily made, or cached
		return
	case rks_OpAtomicLoad, rks_OpRLock, rks_OpRUnlock, rks_OpTryRLock, rks_OpLenCap:
		writes = false
	}
	if rkUsers == nil {
		rkUsers = unsafe.Slice((*rkUser)(rkAlloc(rkMaxUsers*unsafe.Sizeof(rkUser{}))), rkMaxUsers)
	}
	for i, probes := addr/8, 0; probes < 16; i, probes = i+1, probes+1 {
		u := &rkUsers[i%rkMaxUsers]
		if u.gen != rk.gen {
			*u = rkUser{addr: addr, gen: rk.gen, task: gp.rk, wrote: writes}
			return
		}
		if u.addr == addr {
			u.several = u.several || u.task != gp.rk
			u.wrote = u.wrote || writes
			if !u.several || !u.wrote {
				return
			}
			break
		}
	}
	rk.uses |= rkw_UsesQuiet // or there is no room to know it
}

// rkSent is told that a member is about to send to c or receive from it. Where
// an element has no bytes the detector sees one place for all of a channel, and
// so an order between operations that have none.
func rkSent(c *hchan) {
	if rkForgets && rk.wide && c != nil && c.elemsize == 0 && c.dataqsiz > 1 && getg().rk != 0 {
		rk.uses |= rkw_UsesEmpty
	}
}

// rkTouches is told of each access that is not to the goroutine's own stack,
// from a place where there can be points.
func rkTouches(gp *g, addr, pc uintptr) {
	if rk.s.Task(gp.rk).PC == uint64(pc-1) {
		return // it is the step, or how a channel tells the detector of itself
	}
	rk.info[gp.rk].after = true
	if rk.uses&rkw_UsesGlobals == 0 && rkIsGlobal(addr) && pc != rkStdAt {
		if rkOfProgram(funcname(findfunc(pc))) {
			rk.uses |= rkw_UsesGlobals
		} else {
			rkStdAt = pc
		}
	}
}

// rkOwn is the package under test; empty if that is not known.
var rkOwn string

// rkStdAt is where the standard library looked at a variable last.
var rkStdAt uintptr

// rkOfProgram reports whether a function is of the package under test, or of
// one that has a host in its path. Others are the standard library's, or of a
// module without one: nothing is known of the latter.
func rkOfProgram(name string) bool {
	own := rkOwn
	if own != "" && rkStarts(name, own) && len(name) > len(own) && (name[len(own)] == '.' || name[len(own)] == '_') {
		return true
	}
	dot := false
	for i := 0; i < len(name) && name[i] != '/'; i++ {
		if name[i] == '[' || name[i] == '(' {
			return false
		}
		dot = dot || name[i] == '.'
		if i+1 < len(name) && name[i+1] == '/' {
			return dot
		}
	}
	return false
}

// rkEnded looks at a goroutine that has ended. What it did after its last
// synchronization nobody waited for. g0.
func rkEnded(gp *g, id uint32) {
	if id > rk.base && rk.info[id].after {
		rk.uses |= rkw_UsesOutlives
	}
	rkCounts(gp)
}

// rkCounts looks at what the detector was told of a goroutine.
func rkCounts(gp *g) {
	if !rkForgets {
		return
	}
	if gp.rksyncs > rkMostSyncs {
		rk.uses |= rkw_UsesSyncs
	}
	if gp.rkcalls > rkMostCalls {
		rk.uses |= rkw_UsesCalls
	}
}

// rkSettleFacts is called when an execution is over.
func rkSettleFacts(alive int) {
	for id := uint32(1); id <= rk.s.Tasks(); id++ {
		if gp := rk.gs[id].ptr(); gp != nil {
			rkCounts(gp)
		}
	}
	if !rkdExact() {
		rk.uses |= rkw_UsesInexact
	}
	if rkTimersLeft() {
		rk.uses |= rkw_UsesOutlives
	}
	if rk.s.Tasks() == 1 || rk.worker && rk.s.Tasks() == 2 { // testing's own, and the test's
		rk.uses &^= rkw_UsesSyncs | rkw_UsesCalls | rkw_UsesInexact // there is nobody with whom to be in a race
	}
	if rkForgets && int(rk.s.Tasks())-int(rk.base)-alive > rkMostEnded {
		rk.uses |= rkw_UsesEnded
	}
}

// rkTimersLeft reports whether a timer of this execution is still to call a
// function, beside the test that comes next.
func rkTimersLeft() bool {
	for i := range rk.timers.heap {
		t := rk.timers.heap[i].timer
		if rkOwns(t) && !t.isChan && t.f != nil {
			fn := *(**funcval)(unsafe.Pointer(&t.f))
			if funcname(findfunc(fn.fn)) == "time.goFunc" {
				return true
			}
		}
	}
	return false
}

// rkForgetFacts begins to count anew for those that were there before.
func rkForgetFacts() {
	for id := uint32(1); id <= rk.base; id++ {
		if gp := rk.gs[id].ptr(); gp != nil {
			gp.rkcalls, gp.rksyncs, gp.rkdid = 0, 0, false
		}
	}
}

// rkReadsClock is told that the clock was read for package time, in a wide
// execution, and reports whether the program sees what it says.
//
// Who asks is found out once for each place in a row.
func rkReadsClock(pc uintptr) bool {
	if pc != rkAsker.pc || rk.gen != rkAsker.gen {
		rkAsker.pc, rkAsker.gen = pc, rk.gen
		rkAsker.sees = rkProgramAsks(rkTimeless[:])
	}
	if rkAsker.sees {
		rk.uses |= rkw_UsesClock
	}
	return rkAsker.sees
}

// rkAsker is the place that asked last.
var rkAsker struct {
	pc   uintptr
	gen  uint32
	sees bool
}

// rkTimeless holds what reads the clock and does not let the program see it.
var rkTimeless = [...]string{
	"time.when",                             // a timer is set
	"time.LoadLocationFromTZData",           // which of its zones is looked up first
	"context.",                              // a deadline
	"net.", "net/", "crypto/", "os.", "os/", // deadlines, and the age of what is kept
	"database/sql.", // likewise
	"internal/",
	"log.", "log/", // stamps of lines: what is printed
	"testing.", "testing/", // how long a test took
	"github.com/racekit/toolkit/racekit.", "github.com/racekit/toolkit/racekit/internal/", "pgregory.net/rapid.",
}

// rkAsksCollector is told that the caller asks what the garbage collector does.
func rkAsksCollector() {
	if rk.wide && rk.uses&rkw_UsesCollector == 0 && getg().rk != 0 && rkProgramAsks(rkKeepers[:]) {
		rk.uses |= rkw_UsesCollector
	}
}

// rkKeepers holds what uses the collector for what it keeps itself: caches, and
// files, which are the system's.
var rkKeepers = [...]string{"unique.", "internal/", "os.", "os/", "net.", "net/", "crypto/", "maps.", "sync.", "testing."}

// rkProgramAsks reports whether the program called a function of the runtime,
// directly or by package time, weak, reflect or sync; not one of those in except,
// unless that is a test.
func rkProgramAsks(except []string) (asks bool) {
	gp := getg()
	if gp.m.curg != gp || gp.rkhush > 0 {
		return false
	}
	pc, sp := sys.GetCallerPC(), sys.GetCallerSP()
	systemstack(func() {
		var u unwinder
		u.initAt(pc, sp, 0, gp, unwindSilentErrors)
		for ; u.valid(); u.next() {
			iu, uf := newInlineUnwinder(u.frame.fn, u.symPC())
			for ; uf.valid(); uf = iu.next(uf) {
				name := iu.srcFunc(uf).name()
				file, _ := iu.fileLine(uf)
				const test = "_test.go"
				if len(file) > len(test) && file[len(file)-len(test):] == test {
					asks = true
					return
				}
				for _, p := range except {
					if rkStarts(name, p) {
						return
					}
				}
				if !rkStarts(name, "runtime.") && !rkStarts(name, "time.") && !rkStarts(name, "weak.") &&
					!rkStarts(name, "reflect.") && !rkStarts(name, "sync.") {
					asks = true
					return
				}
			}
		}
	})
	return asks
}
