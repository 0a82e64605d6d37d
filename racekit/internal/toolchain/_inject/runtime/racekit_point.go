package runtime

import (
	"internal/goarch"
	"internal/runtime/sys"
	"unsafe"
)

// rkCan reports whether gp may lose the baton here: it is a member on its own
// stack, in an execution, and the runtime holds nothing.
func rkCan(gp *g) bool {
	mp := gp.m
	return gp.rk != 0 && rk.on && gp == mp.curg && mp.locks == 0 && mp.mallocing == 0 &&
		mp.preemptoff == "" && mp.dying == 0 && gp.rkhush == 0 && rk.cur == gp.rk
}

// rkPoint is a scheduling point before the operation op on the object at
// addr, called from pc.
func rkPoint(op rks_Op, addr, pc uintptr) {
	gp := getg()
	if !rkCan(gp) {
		return
	}
	gp.rksyncs++
	switch kind := rkQuietness(pc); kind {
	case 0:
		rk.info[gp.rk].after = false
		rkDecide(gp, op, addr, 0, pc)
	case rkPart:
	default:
		rkQuietly(gp, kind, op, addr)
		if rkCallsOn(gp, pc) {
			return
		}
		t := rk.s.Task(gp.rk) // its last operation was performed: it is not what may block now
		t.Op, t.Object, t.PC = rks_OpNone, 0, 0
	}
}

// How a member goes on after a decision.
type rkHow uint8

const (
	rkGoesOn   rkHow = iota
	rkGivesWay       // to rk.next, or to what is outside the group
	rkEnds           // the execution ends here, as rk.end says
)

// rkDecide asks the strategy who goes on and hands over the baton.
func rkDecide(gp *g, op rks_Op, addr, size, pc uintptr) {
	switch rkChoose(gp, op, addr, size, pc, sys.GetCallerPC(), sys.GetCallerSP()) {
	case rkEnds:
		mcall(rkStopM)
	case rkGivesWay:
		mcall(rkSwitch)
	}
	rkBegun(gp, op, addr, size, pc)
}

// rkChoose asks the strategy who goes on before gp performs op, called from pc.
// The caller's frame is at up and sp. g0 or gp's own stack.
func rkChoose(gp *g, op rks_Op, addr, size, pc, up, sp uintptr) rkHow {
	id := gp.rk
	t := rk.s.Task(id)
	t.Op, t.Object, t.PC = op, uint64(addr), uint64(pc-1) // pc is where the call returns to
	t.Waited = false
	t.Size, t.Done = uint32(min(size, 1<<32-1)), false
	if rk.stacks {
		rkSaveStack(gp, id, up, sp)
	}
	rkCalm(gp, op, addr)
	rkTick(rkStepTime)
	if end := rkAtBound(); end != rkw_EndNone {
		rk.end = end
		return rkEnds
	}
	rkFireDue() // or whoever polls would wait for ever for what a timer does
	rk.s.Polls = rk.polls()
	next := rkPick(id, op == rks_OpYield || op == rks_OpPoint)
	if next != id || rkOthers(gp.m.p.ptr()) {
		rk.next = next
		return rkGivesWay
	}
	return rkGoesOn
}

// rkBegun is called when gp is about to perform op.
func rkBegun(gp *g, op rks_Op, addr, size, pc uintptr) {
	rkdStepped(gp)
	if rkSeen.on {
		rkBegins(gp, op, addr, size, pc)
	}
	if rk.each {
		rkStep(rk.s.Steps)
	}
}

// rkStep is called by the goroutine that is about to perform a step. It is a
// place for the breakpoint of a debugger.
//
//go:noinline
func rkStep(step int) { rk.at = step }

// rkOthers reports whether something outside the group wants to run: what the
// runtime starts (finalizers, cleanups), or a member that came back from
// outside.
func rkOthers(pp *p) bool {
	return pp.runnext != 0 || pp.runqhead != pp.runqtail || sched.runq.size != 0 ||
		fingStatus.Load()&(fingWait|fingWake) == fingWait|fingWake || gcCleanups.needsWake()
}

// rkPick takes a decision and records it.
func rkPick(cur uint32, yields bool) uint32 {
	if rkSeen.on {
		rkSettle()
	}
	id, stored := uint32(rks_Clock), 0
	for {
		rk.s.Timer = rkMayMove()
		if rk.wide {
			rkLook()
		}
		stored = rk.s.Stored
		if id = rk.s.Pick(cur, yields); id != rks_Clock {
			break
		}
		rk.clock = max(rk.clock, rk.timers.wakeTime())
		rkFire()
	}
	if rk.stacks && rk.s.Stored > stored && stored < len(rk.log) {
		info := &rk.info[id]
		if info.depth == 0 {
			info.stack[0] = 0
		}
		rk.log[stored] = info.stack
	}
	if rk.shared != nil {
		rk.shared[rkw_WordSteps] = uint64(rk.s.Steps)
		rk.shared[rkw_WordStored] = uint64(rk.s.Stored)
		rk.shared[rkw_WordTasks] = uint64(rk.s.Tasks())
		if rk.wide {
			rkTell()
		}
	}
	return id
}

// rkSwitch leaves gp runnable and lets schedule hand the baton to rk.next. It
// runs on g0.
func rkSwitch(gp *g) {
	trace := traceAcquire()
	if trace.ok() {
		trace.GoPreempt()
	}
	casgstatus(gp, _Grunning, _Grunnable)
	if trace.ok() {
		traceRelease(trace)
	}
	dropg()
	rk.cur = 0
	schedule()
}

// rkSaveStack notes where the member stands: physical frames from that at pc
// and sp on, as offsets that point into the calls.
func rkSaveStack(gp *g, id uint32, pc, sp uintptr) {
	info := &rk.info[id]
	systemstack(func() {
		var u unwinder
		u.initAt(pc, sp, 0, gp, unwindSilentErrors)
		info.depth = uint8(rkFrames(&u, info.stack[:]))
	})
}

// rkFrames writes the frames of u to out and returns how many there are. The
// rest of out is zeroed.
func rkFrames(u *unwinder, out []uint32) int {
	n := 0
	for ; u.valid() && n < len(out); u.next() {
		out[n] = uint32(u.symPC() - rk.text)
		n++
	}
	for i := n; i < len(out); i++ {
		out[i] = 0
	}
	return n
}

// rkSyncPoint is rkPoint for package sync.
//
//go:nosplit
//go:linkname rkSyncPoint sync.runtime_rkPoint
func rkSyncPoint(op uint8, addr unsafe.Pointer, pc uintptr) {
	if rk.on {
		rkPoint(rks_Op(op), uintptr(addr), rkThrough(pc, rkCallerFP(getfp())))
	}
}

// rkPointUp is rkPoint for functions that the standard library wraps: pc is
// where the caller of rkPointUp was called.
//
//go:nosplit
func rkPointUp(op rks_Op, addr unsafe.Pointer, pc uintptr) {
	if rk.on {
		rkPoint(op, uintptr(addr), rkThrough(pc, rkCallerFP(getfp())))
	}
}

// rkCallerFP returns the frame pointer of the function that called the one
// with frame pointer fp, and 0 where there are no frame pointers.
//
//go:nosplit
func rkCallerFP(fp uintptr) uintptr {
	if fp == 0 {
		return 0
	}
	return *(*uintptr)(unsafe.Pointer(fp))
}

// rkThrough returns the place that counts for an operation that was called at
// pc by a function with frame pointer fp: pc itself, or, where it is in a
// wrapper of the standard library, the place that called the wrapper. It must
// not grow the stack, which would leave fp behind.
//
//go:nosplit
func rkThrough(pc, fp uintptr) uintptr {
	gp := getg()
	for range rkWrappers {
		if rkQuietness(pc) != rkWrapper || fp-gp.stack.lo >= gp.stack.hi-gp.stack.lo {
			break
		}
		pc = *(*uintptr)(unsafe.Pointer(fp + goarch.PtrSize))
		fp = *(*uintptr)(unsafe.Pointer(fp))
	}
	return pc
}

// rkWrappers bounds how many wrappers call each other.
const rkWrappers = 8

// rkChanPoint is rkPoint for channel operations.
//
//go:nosplit
func rkChanPoint(op rks_Op, c *hchan, pc uintptr) {
	if rk.on {
		rkPoint(op, uintptr(unsafe.Pointer(c)), rkThrough(pc, rkCallerFP(getfp())))
		rkAmend(op, c, 0)
		if op == rks_OpSend || op == rks_OpRecv {
			rkSent(c)
		}
	}
}

// rkAmend adds to the step with which the calling goroutine came to the
// operation op on which channel, nil for none, and how it went.
func rkAmend(op rks_Op, c *hchan, flags uint8) {
	gp := getg()
	if gp.rk == 0 || rk.cur != gp.rk {
		return
	}
	t := rk.s.Task(gp.rk)
	if t.Op != op || c != nil && t.Object != 0 && t.Object != uint64(uintptr(unsafe.Pointer(c))) {
		return // it was no point
	}
	if c != nil && c.dataqsiz <= rks_MaxRoom {
		flags |= uint8(c.dataqsiz+1) << rks_RoomShift
	}
	rk.s.Amend(gp.rk, flags, uint64(uintptr(unsafe.Pointer(c))))
}

// rkChosen is told which case a select has taken: of channel c, nil if it is
// the default, a send or a receive.
func rkChosen(c *hchan, send bool) {
	flags := uint8(0)
	if c == nil {
		flags = rks_Missed
		rkDidNothing()
	} else if send {
		flags = rks_Sent
	}
	rkAmend(rks_OpSelect, c, flags)
}

// rkTried is told whether an operation on c that does not wait did something.
func rkTried(op rks_Op, c *hchan, did bool) {
	if !did {
		rkDidNothing()
		rkAmend(op, c, rks_Missed)
	}
}

// rkUserPoint is an explicit point at pc: the await of the cooperative model.
//
//go:linkname rkUserPoint testing.rkUserPoint
func rkUserPoint(pc uintptr) {
	if rk.on {
		rkPoint(rks_OpPoint, 0, pc)
	}
}

// rkHush turns scheduling points off for the calling goroutine while the sum
// of all d is positive.
//
//go:linkname rkHush testing.rkHush
func rkHush(d int32) { getg().rkhush += d }

// rkSelectRand returns a random number below n for the order in which select
// looks at its cases.
func rkSelectRand(n uint32) uint32 {
	if gp := getg(); rk.on && gp.rk != 0 {
		if rk.wide {
			return n - 1 // as they are written: rkSelectWay decides
		}
		return rk.s.Data.N(n)
	}
	return cheaprandn(n)
}

// rkRand is randomness of which the program sees nothing, in an execution.
func rkRand() uint64 { return rkDraw(&rk.s.Dark) }

// rkDraw is rks_Rand.Next, spelled out because rand is nosplit.
//
//go:nosplit
func rkDraw(r *rks_Rand) uint64 {
	r.state += 0x9e3779b97f4a7c15
	z := r.state
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}

// rkRandRead fills b for crypto/rand and reports whether it did: in an
// execution those bytes come from the seed as well.
//
//go:linkname rkRandRead crypto/internal/sysrand.rkRandRead
func rkRandRead(b []byte) bool {
	if !rk.on || getg().rk == 0 {
		return false
	}
	rk.uses |= rkw_UsesRandom
	for i := range b {
		b[i] = byte(rkDraw(&rk.s.Data) >> 56)
	}
	return true
}
