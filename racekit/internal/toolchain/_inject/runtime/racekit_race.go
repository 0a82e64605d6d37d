//go:build race

package runtime

import "unsafe"

// rkAccess is a plain memory access that the compiler instrumented. The
// address is not on the goroutine's own stack: the callers have looked.
func rkAccess(addr, pc, write, size uintptr) {
	gp := getg()
	if gp.rk == 0 || gp.m.curg != gp {
		return
	}
	if rkSeen.on {
		rkSettle()
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
	if rk.wide || rk.learn {
		rkTouches(gp, addr, pc)
	}
	if rk.learn {
		rk.c.Access(gp.rk, uint64(addr), uint64(size), off, write != 0)
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

func rkRaceread()
func rkRacewrite()
func rkRacereadrange()
func rkRacewriterange()
func rkRacereadpc(addr, callpc, pc unsafe.Pointer)
func rkRacewritepc(addr, callpc, pc unsafe.Pointer)
