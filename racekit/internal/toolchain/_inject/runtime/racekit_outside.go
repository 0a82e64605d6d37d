package runtime

// Members that wait for what no schedule decides: I/O, system calls, the runtime
// itself.

// rkExternal notes that id waits outside. Goroutines from before the first
// execution, such as a server started by TestMain, do not count: they wait
// there most of the time, and whoever needs them waits outside itself.
func rkExternal(id uint32) {
	info := &rk.info[id]
	if info.external {
		return
	}
	info.external = true
	if id > rk.base || id == 1 {
		rk.external++
	}
}

// rkInternalWait reports whether a goroutine that waits for r waits for the
// runtime itself: its wake-up is not a matter of the schedule, so it keeps the
// baton (racekit's docs/internal/hazards.md, 3).
func rkInternalWait(r waitReason) bool {
	switch r {
	case waitReasonGCAssistMarking, waitReasonGarbageCollection, waitReasonGarbageCollectionScan,
		waitReasonGCAssistWait, waitReasonGCSweepWait, waitReasonWaitForGCCycle, waitReasonDumpingHeap,
		waitReasonGCMarkTermination, waitReasonStoppingTheWorld, waitReasonFlushProcCaches,
		waitReasonTraceGoroutineStatus, waitReasonTraceProcStatus, waitReasonPageTraceFlush,
		waitReasonGCWeakToStrongWait, waitReasonDebugCall:
		return true
	}
	return false
}

// rkSuspended is told that the runtime stopped gp to look at its stack. It
// goes on when the runtime says so. g0.
func rkSuspended(gp *g) {
	if rk.cur == gp.rk {
		rk.cur = 0
	}
	if rkAlive(gp) {
		rk.held = gp.rk
	}
}

// rkOutside takes the baton from a holder that is in a system call for longer
// than a moment, so that the others can go on.
func rkOutside() {
	id := rk.cur
	if id == 0 {
		return
	}
	rk.cur = 0
	rkExternal(id)
	rk.s.Block(id)
}

// rkBack is told that a member returns from a system call during which it may
// have lost its processor.
func rkBack(gp *g) {
	if rk.on && rk.cur != gp.rk && rkAlive(gp) {
		rkRuns(gp)
	}
}

// rkBaseOutside reports whether a goroutine from before the first execution
// waits for I/O or is in a system call.
func rkBaseOutside() bool {
	for id := uint32(2); id <= rk.base; id++ {
		if rk.gs[id] != 0 && rk.info[id].external {
			return true
		}
	}
	return false
}

const (
	rkBriefly = 1e6 // how long a member that sleeps in a system call keeps the baton
	rkAtMost  = 1e9 // the same for one that the system call keeps busy
)

// rkKeepsBaton reports whether the member that has been in a system call on mp
// for d should be waited for. On a busy machine a thread may not get a
// processor for milliseconds, or the disk may be slow; that is not the
// schedule's doing. Only one that waits for somebody else lets go. It runs on
// the monitor's thread.
func rkKeepsBaton(mp *m, d int64) bool {
	return d < rkBriefly || d < rkAtMost && !rkThreadSleeps(mp.procid)
}
