//go:build race

package runtime

import (
	"internal/runtime/sys"
	"unsafe"
)

// rkAccess is a plain memory access that the compiler instrumented. The
// address is not on the goroutine's own stack: the callers have looked.
//
// The call is no safe point (edits_race.go), so nothing here may grow the
// goroutine's stack: what decides runs on the scheduler's. While the goroutine
// waits it is at an asynchronous safe point, as rkIsTwin tells the collector.
//
//go:nosplit
func rkAccess(addr, pc, write, size uintptr) {
	gp := getg()
	if gp.rk == 0 || gp.m.curg != gp {
		return
	}
	up, sp := sys.GetCallerPC(), sys.GetCallerSP()
	how := rkGoesOn
	stress := rkStress.on && rkStresses(gp)
	systemstack(func() {
		if stress {
			how = rkStressed(gp)
		}
		if how == rkGoesOn {
			how = rkApproach(gp, addr, pc, write, size, up, sp)
		}
	})
	if how == rkGoesOn {
		return
	}
	gp.asyncSafePoint = true
	if how == rkEnds {
		mcall(rkStopM)
	} else {
		mcall(rkSwitch)
	}
	gp.asyncSafePoint = false
	systemstack(func() {
		if rkPlain(gp, addr, pc) {
			rkPerform(gp, addr, pc, write, size, rk.c.Has(rkOffset(pc-1)))
		}
	})
}

// rkApproach decides who goes on before an access, if it is a point, and says
// that the access is about to happen unless somebody else goes on. The caller of
// rkAccess is at up, with its stack at sp. g0.
func rkApproach(gp *g, addr, pc, write, size, up, sp uintptr) rkHow {
	if rkSeen.on {
		rkSettle()
	}
	if write != 0 && gp.rkhush == 0 && !rkQuiet(pc) {
		gp.rkdid = true // as the assembly says where it does not come here
	}
	if !rkPlain(gp, addr, pc) {
		return rkGoesOn
	}
	site := rk.c.Has(rkOffset(pc - 1))
	if site {
		if how := rkChoose(gp, rkAccessOp(write), addr, size, pc, up, sp); how != rkGoesOn {
			return how
		}
	}
	rkPerform(gp, addr, pc, write, size, site)
	return rkGoesOn
}

// rkPerform is told that an access of the program is about to happen, at a point
// if site is set. g0.
func rkPerform(gp *g, addr, pc, write, size uintptr, site bool) {
	if site {
		rkBegun(gp, rkAccessOp(write), addr, size, pc)
	}
	if rk.wide || rk.learn {
		rkTouches(gp, addr, pc)
	}
	if rk.learn {
		rk.c.Access(gp.rk, uint64(addr), uint64(size), rkOffset(pc-1), write != 0)
	}
}

// rkPlain reports whether an access is one of the program's. g0.
func rkPlain(gp *g, addr, pc uintptr) bool {
	return rkCan(gp) && !rkQuiet(pc) && !rkCounter(addr)
}

func rkAccessOp(write uintptr) rks_Op {
	if write != 0 {
		return rks_OpWrite
	}
	return rks_OpRead
}

// rkOrder makes all that members did happen before what the harness does
// next. Those that have ended released themselves in goexit1.
func rkOrder(harness *g) {
	if rkdOwn {
		return // it looks at each execution alone
	}
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

func rkRaceread()
func rkRacewrite()
func rkRacereadrange()
func rkRacewriterange()
func rkRacereadpc(addr, callpc, pc unsafe.Pointer)
func rkRacewritepc(addr, callpc, pc unsafe.Pointer)
