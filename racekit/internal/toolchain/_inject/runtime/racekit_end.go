package runtime

// How an execution ends.

// rkFinish ends the execution and wakes the harness. g0.
func rkFinish(end int) {
	if !rk.on {
		return
	}
	rk.on = false
	rk.end = end
	rk.cur, rk.next, rk.held = 0, 0, 0
	ready(rk.harness.ptr(), 0, true)
}

// rkStop ends the execution from the member that holds the baton, which does
// not run again.
func rkStop(end int) {
	rk.end = end
	rk.s.Block(getg().rk)
	mcall(rkStopM)
}

// rkStopM ends the execution, as rk.end says. The member runs again only if it
// is ready and the next execution keeps it.
func rkStopM(gp *g) {
	if rk.s.IsReady(gp.rk) {
		casgstatus(gp, _Grunning, _Grunnable)
	} else {
		gp.waitreason = waitReasonPanicWait
		casgstatus(gp, _Grunning, _Gwaiting)
	}
	dropg()
	rkFinish(rk.end)
	schedule()
}
