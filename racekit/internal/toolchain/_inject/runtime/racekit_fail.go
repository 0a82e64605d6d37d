package runtime

import (
	"internal/runtime/sys"
	_ "unsafe" // for go:linkname
)

// Where an execution panicked or failed.

// rkPanic ends the execution because its goroutine panicked and nobody
// recovered. It prints what the runtime would have printed.
func rkPanic(msgs *_panic, pc, sp uintptr) {
	gp := getg()
	if rk.late {
		runningPanicDefers.Add(-1)
		rkStop(rkw_EndDone)
	}
	rk.culprit = gp.rk
	text := make([]byte, 0, 4096)
	systemstack(func() {
		var u unwinder
		u.initAt(pc, sp, 0, gp, unwindSilentErrors)
		rk.npanic = rkFrames(&u, rk.panicAt[:])
		g0 := getg()
		g0.writebuf = text
		printpanics(msgs)
		text = g0.writebuf
		g0.writebuf = nil
		printpanics(msgs)
		print("\n")
		goroutineheader(gp)
		traceback(pc, sp, 0, gp)
	})
	rk.message = text
	runningPanicDefers.Add(-1)
	rkStop(rkw_EndPanicked)
}

// rkNoteFail notes where the test failed first.
//
//go:linkname rkNoteFail testing.rkNoteFail
func rkNoteFail() {
	gp := getg()
	if !rk.on || gp.rk == 0 || rk.npanic != 0 {
		return
	}
	pc, sp := sys.GetCallerPC(), sys.GetCallerSP()
	systemstack(func() {
		var u unwinder
		u.initAt(pc, sp, 0, gp, unwindSilentErrors)
		rk.npanic = rkFrames(&u, rk.panicAt[:])
	})
}

// rkPanics reports whether a panic of gp ends only the execution.
func rkPanics(gp *g) bool {
	return rk.on && rk.harness != 0 && gp.rk != 0 && rk.cur == gp.rk && gp == gp.m.curg
}
