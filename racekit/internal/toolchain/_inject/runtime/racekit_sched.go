package runtime

// The hooks of proc.go. Those marked g0 run on the scheduler's stack, where
// write barriers are not allowed.

// rkReady is told that gp became runnable; runqput calls it instead of
// queueing a member. g0 or the member that holds the baton.
func rkReady(gp *g) {
	id := gp.rk
	if !rkAlive(gp) {
		return // left behind by an earlier execution: never runs again
	}
	if rk.cur == id {
		rk.cur = 0 // it yields by itself: a starving Mutex is handed over
	}
	if rk.held == id {
		rk.held = 0
		rk.next = id
		return
	}
	info := &rk.info[id]
	if info.external {
		info.external = false
		if id > rk.base || id == 1 {
			rk.external--
		}
		rk.returned = true
		rk.s.Task(id).Op, rk.s.Task(id).Done = rks_OpReturn, false
	}
	if !rk.s.IsReady(id) {
		rk.s.Ready(id)
	}
}

// rkPark is told that gp waits. g0.
func rkPark(gp *g) {
	id := gp.rk
	if !rkAlive(gp) {
		return
	}
	if rk.cur == id {
		rk.cur = 0
	}
	if rkInternalWait(gp.waitreason) || rkAsksSignals(gp) {
		rk.held = id
		return
	}
	rk.s.Block(id)
	t := rk.s.Task(id)
	switch {
	case t.Op == rks_OpStart || t.Op == rks_OpNone:
		t.Op = rks_OpResume
	case !rkWaitsIn(t.Op, gp.waitreason):
		t.Op, t.Object, t.PC = rks_OpResume, 0, 0
	}
	t.Done = !rkRetries(t.Op, gp.waitreason)
	if gp.waitreason == waitReasonIOWait {
		if rk.noutside == 0 && id > rk.base {
			var u unwinder
			u.init(gp, unwindSilentErrors)
			rk.noutside = rkFrames(&u, rk.outsideAt[:])
		}
		rkExternal(id)
	}
}

// rkWaitsIn reports whether a member that waits for r can do so in the
// operation op. If not, it is past op and waits where there is no point.
func rkWaitsIn(op rks_Op, r waitReason) bool {
	switch r {
	case waitReasonChanSend, waitReasonChanSendNilChan, waitReasonSynctestChanSend:
		return op == rks_OpSend
	case waitReasonChanReceive, waitReasonChanReceiveNilChan, waitReasonSynctestChanReceive:
		return op == rks_OpRecv
	case waitReasonSelect, waitReasonSelectNoCases, waitReasonSynctestSelect:
		return op == rks_OpSelect
	case waitReasonSleep:
		return op == rks_OpSleep
	case waitReasonSyncWaitGroupWait, waitReasonSynctestWaitGroupWait:
		return op == rks_OpWGWait
	case waitReasonSyncRWMutexRLock:
		return op == rks_OpRLock || op == rks_OpCondWait
	case waitReasonSyncRWMutexLock:
		return op == rks_OpWLock || op == rks_OpCondWait
	case waitReasonSyncCondWait:
		return op == rks_OpCondWait
	case waitReasonSemacquire:
		return rkFlocking(op)
	case waitReasonSyncMutexLock:
		switch op {
		case rks_OpLock, rks_OpOnce, rks_OpMap, rks_OpMapRange, rks_OpPool, rks_OpCondWait:
			return true
		}
	}
	return false
}

// rkGosched is Gosched for a member.
func rkGosched(pc uintptr) bool {
	gp := getg()
	if !rkCan(gp) {
		return false
	}
	rkDecide(gp, rks_OpYield, 0, 0, pc)
	return true
}

// rkExit is told that gp has ended. g0.
func rkExit(gp *g) {
	id := gp.rk
	gp.rk = 0
	if gp.rkgen != rk.gen && gp.rkgen != 0 {
		return
	}
	if rk.cur == id {
		rk.cur = 0
	}
	rk.gs[id] = 0
	rkEnded(gp, id)
	rk.s.End(id)
	if id == 1 {
		rkReturns()
	} else if id > rk.base {
		rk.alive--
	}
}

// rkCoro is told that the baton goes from gp, which may have ended, to gnext
// without the scheduler. g0.
func rkCoro(gp, gnext *g) {
	if gp != nil && gp.rk != 0 && rkAlive(gp) {
		rk.s.Block(gp.rk)
	}
	if gnext.rk != 0 && rkAlive(gnext) {
		rk.s.Ready(gnext.rk)
		rk.cur = gnext.rk
	}
}

// rkRuns is told that gp is about to run. If it was not chosen it came back
// from outside while nobody held the baton, or took the processor from a
// holder that is in a system call itself. g0.
func rkRuns(gp *g) {
	id := gp.rk
	if rk.cur == id || !rkAlive(gp) {
		return
	}
	rkOutside()
	rkReady(gp)
	rk.cur = id
	if rk.next == id {
		rk.next = 0
	}
}

// rkArrives is asked about a member that findRunnable found in an ordinary
// queue: one that came back from outside, or from which the runtime took the
// processor. The latter has the baton and goes on (racekit's
// docs/internal/hazards.md, 3); the others join the ready ones. g0.
func rkArrives(gp *g) bool {
	if rk.cur == gp.rk && rkAlive(gp) {
		return false
	}
	rkReady(gp)
	return true
}

// rkQuick returns who runs next if nothing outside the group wants to. g0.
func rkQuick(pp *p) *g {
	if sched.gcwaiting.Load() || gcBlackenEnabled != 0 || pp.runSafePointFn != 0 || traceEnabled() ||
		rk.cur != 0 || rkOthers(pp) {
		return nil
	}
	return rkNext()
}

// rkNext hands the baton to the next member; nil if none can run now. g0.
func rkNext() *g {
	id := rk.next
	if id != 0 {
		rk.next = 0
	} else {
		if rk.held != 0 {
			return nil
		}
		rkFireDue()
		if rk.s.NumReady() == 0 {
			return nil
		}
		if end := rkAtBound(); end != rkw_EndNone {
			rkFinish(end)
			return nil
		}
		id = rkPick(0, false)
	}
	rk.cur, rk.grace = id, 0
	gp := rk.gs[id].ptr()
	rkdStepped(gp)
	return gp
}

// rkFind is asked by findRunnable once nothing outside the group can run. It
// returns a member, or again if something has changed, or the time at which
// to look again. g0.
func rkFind(now int64) (gp *g, again bool, until int64) {
	rkOutside()
	if gp := rkNext(); gp != nil {
		return gp, false, 0
	}
	if !rk.on {
		return nil, true, 0
	}
	if rk.held != 0 {
		return nil, false, 0
	}
	if rk.rootDone && !rkOutlives() {
		rkFinish(rkw_EndDone)
		return nil, true, 0
	}
	if rk.external > 0 {
		until := rkFollow()
		return nil, rk.s.NumReady() > 0, until
	}
	rk.followed = 0
	if rkSignalsWanted() && rkSignalComes() && rkPatient() {
		return nil, false, nanotime() + 1e5
	}
	if rk.real && getg().m.p.ptr().timers.wakeTime() != 0 {
		return nil, false, 0 // a sleeper of the group may be among them
	}
	if rkJump() {
		return nil, true, 0
	}
	if rk.on && (rkSignalsWanted() || rkBaseOutside()) && rkPatient() {
		return nil, false, nanotime() + 1e6
	}
	if rk.on {
		rkFinish(rkw_EndDeadlock)
	}
	return nil, true, 0
}

// rkPruneNotify takes goroutines that earlier executions left behind off the
// front of a Cond's list, so that Signal reaches one that is alive. The list
// is locked.
func rkPruneNotify(l *notifyList) {
	for {
		t := l.notify
		var prev *sudog
		s := l.head
		for s != nil && s.ticket != t {
			prev, s = s, s.next
		}
		if s == nil || s.g.rk == 0 || rkAlive(s.g) {
			return
		}
		if prev == nil {
			l.head = s.next
		} else {
			prev.next = s.next
		}
		if s.next == nil {
			l.tail = prev
		}
		s.next = nil
		l.notify = t + 1
	}
}
