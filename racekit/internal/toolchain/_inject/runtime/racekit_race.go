//go:build race

package runtime

import "unsafe"

// rkMem makes the detector's hooks in race_amd64.s call rkAccess and
// rkAtomic. It is a variable of its own because assembly reads it.
var rkMem uint8

// rkOwnStack reports whether addr is on the goroutine's own stack. Such an
// address must not reach a hook: the hook may grow the stack, which moves it.
//
//go:nosplit
func rkOwnStack(addr unsafe.Pointer) bool {
	gp := getg()
	return uintptr(addr)-gp.stack.lo < gp.stack.hi-gp.stack.lo
}

// rkAccess is a plain memory access that the compiler instrumented. The
// address is not on the goroutine's own stack: the callers have looked.
func rkAccess(addr, pc, write, size uintptr) {
	gp := getg()
	if gp.rk == 0 || gp.m.curg != gp {
		return
	}
	if !rkCan(gp) || rkQuiet(pc) || rkCounter(addr) {
		return
	}
	off := uint32(pc - 1 - rk.text)
	if rk.c.Has(off) {
		op := rks_OpRead
		if write != 0 {
			op = rks_OpWrite
		}
		rkDecide(gp, op, addr, size, pc)
	}
	if rk.learn {
		rk.c.Access(gp.rk, uint64(addr), uint64(size), off, write != 0)
	}
}

// rkCounter reports whether addr is one of the counters of go test -cover.
//
//go:nosplit
func rkCounter(addr uintptr) bool {
	return addr-firstmoduledata.covctrs < firstmoduledata.ecovctrs-firstmoduledata.covctrs
}

// rkAtomic is a call of sync/atomic from pc; fp is the caller's frame pointer.
//
//go:nosplit
func rkAtomic(addr, pc, op, fp uintptr) {
	if getg().rk != 0 && !rkCounter(addr) {
		rkPoint(rks_Op(op), addr, rkThrough(pc, fp))
	}
}

// rkOrder makes all that members did happen before what the harness does
// next. Those that have ended released themselves in goexit1.
func rkOrder(harness *g) {
	addr := unsafe.Pointer(&rk.raceSync)
	for id := uint32(1); id <= rk.s.Tasks(); id++ {
		gp := rk.gs[id].ptr()
		if gp == nil {
			continue
		}
		if gp.raceignore != 0 {
			// It waits between race.Disable and race.Enable, as in
			// WaitGroup.Wait, where the detector ignores releases.
			racecall(&__tsan_go_ignore_sync_end, gp.racectx, 0, 0, 0)
			racereleasemergeg(gp, addr)
			racecall(&__tsan_go_ignore_sync_begin, gp.racectx, 0, 0, 0)
			continue
		}
		racereleasemergeg(gp, addr)
	}
	raceacquireg(harness, addr)
}

func rkSetMem(on bool) {
	rkMem = 0
	if on {
		rkMem = 1
	}
}

func rkRaceread()
func rkRacewrite()
func rkRacereadrange()
func rkRacewriterange()
func rkRacereadpc(addr, callpc, pc unsafe.Pointer)
func rkRacewritepc(addr, callpc, pc unsafe.Pointer)
func rkAtomicPoint()
