package runtime

// rkClock is the virtual clock of a worker: nanoseconds since an arbitrary
// zero before the process started.
type rkClock struct {
	clock   int64
	began   int64 // clock at the beginning of each execution
	timeout int64 // virtual time for one execution; 0 is none
	real    bool  // the clock is the machine's
	early   bool  // a timer may fire while somebody could run
	still   bool  // steps do not move the clock
	skew    int64 // then, what readings have moved it
	rkLull
	firing   bool  // a timer of the group runs
	followed int64 // real time up to which the clock has followed it
	grace    int64 // real time since when only a signal could help
	timers   timers
}

const (
	rkStepTime = 50  // a step takes this long
	rkReadTime = 100 // so does looking at the clock
	// rkSameInstant is how far apart timers may be to be due at one instant.
	rkSameInstant = 10_000
	rkZero        = 1_000_000_000 // the clock when the process starts
	rkSecond      = 1_000_000_000
)

// rkEpoch is the time of day when the clock is 0, in seconds since 1970:
// that of the process's start, which the parent may say, less rkZero.
var rkEpoch int64 = rkw_DefaultEpoch - rkZero/rkSecond

func rkStartClock() {
	rk.clock, rk.began = rkZero, rkZero
	lockInit(&rk.timers.mu, lockRankTimers)
	if n := rkNumber(rkEnviron("RACEKIT_EPOCH=")); n > 0 {
		rkEpoch = int64(n) - rkZero/rkSecond
	}
	rkStartFileTime()
}

// rkVirtual reports whether the calling goroutine's time is virtual: in a
// worker everybody's is, elsewhere that of members.
func rkVirtual() bool {
	return rk.clock != 0 && !rk.real && (rk.worker || rk.on && (getg().rk != 0 || rk.firing))
}

// rkNano is the monotonic clock as the program sees it that asks at pc, in a
// function with frame pointer fp.
//
// In an exhaustive search steps must not move the clock, or none of them would
// commute. A reading of the program moves it for all later readings, and no
// timer. One that only sets a timer, by package time for the program or by
// package context or net for itself, moves nothing.
func rkNano(pc, fp uintptr) int64 {
	if getg().rk == 0 {
		return rk.clock + rk.skew
	}
	if rkSetsTimer(pc) {
		rkTick(rkReadTime)
		return rk.clock
	}
	pc = rkThrough(pc, fp)
	if !rk.still {
		rkTick(rkReadTime)
		rkLooks(pc)
	} else if rkReadsClock(pc) {
		rk.skew += rk.look()
		rkLooks(pc)
	}
	return rk.clock + rk.skew
}

// rkNow is time.Now as the program sees it, as rkNano.
func rkNow(pc, fp uintptr) (sec int64, nsec int32, mono int64) {
	mono = rkNano(pc, fp)
	return rkEpoch + mono/rkSecond, int32(mono % rkSecond), mono
}

// rkSetsTimer reports whether the function at pc reads the clock to set a timer
// for its caller.
func rkSetsTimer(pc uintptr) bool {
	if rkQuietness(pc) != rkWrapper {
		return false
	}
	f := findfunc(pc)
	if !f.valid() {
		return false
	}
	switch name := funcname(f); name {
	case "time.Now", "time.Since", "time.Until":
		return false
	default:
		return rkStarts(name, "time.")
	}
}

func rkTick(d int64) {
	if rk.still {
		return
	}
	if rk.long() {
		d = rk.stretch(d)
	}
	rk.clock += d
}

// rkFireDue runs the timers whose time has come. g0 or a member's own stack.
func rkFireDue() {
	w := rk.timers.wakeTime()
	if w != 0 && w <= rk.clock {
		rkFire()
	}
}

func rkFire() {
	systemstack(func() {
		mp := getg().m
		curg := mp.curg
		setGNoWB(&mp.curg, nil)
		if rk.wide {
			rkNoteTies()
		}
		rk.fired()
		rk.firing = true
		rk.timers.check(rk.clock, nil)
		rk.firing = false
		setGNoWB(&mp.curg, curg)
	})
}

// rkJump moves the clock to the next timer because nobody can run. It reports
// whether there was one. g0.
func rkJump() bool {
	w := rk.timers.wakeTime()
	if w == 0 {
		return false
	}
	if rk.timeout > 0 && w > rk.began+rk.timeout {
		end := rkw_EndTimedOut
		if rk.rootDone {
			end = rkw_EndDone
		}
		rkFinish(end)
		return true
	}
	rkMarkFiles(w)
	rk.clock = max(rk.clock, w)
	rkLater()
	rkFire()
	return true
}

// rkFollow lets the clock follow the machine's while somebody waits for the
// outside. It returns the real time at which the next timer is due. g0.
func rkFollow() int64 {
	now := nanotime()
	if rk.followed != 0 && now > rk.followed {
		rk.clock += now - rk.followed
	}
	rk.followed = now
	rkFireDue()
	w := rk.timers.wakeTime()
	if w == 0 {
		return 0
	}
	return now + max(w-rk.clock, 1)
}

// rkTimers returns the heap for a timer of the group, nil for others.
func rkTimers(t *timer) *timers {
	if t.rkgen != 0 {
		return &rk.timers
	}
	return nil
}

// rkOwnTimer makes t a timer of the group if the goroutine that makes it is.
func rkOwnTimer(t *timer) {
	if rkVirtual() && (getg().rk != 0 || rk.firing) {
		t.rkgen = rk.gen + 1
	}
}

// rkTimerNow is the clock by which t runs.
func rkTimerNow(t *timer) int64 {
	if t.rkgen != 0 {
		return rk.clock
	}
	return nanotime()
}

// rkResetClock starts an execution at the same time as all others, or what it
// does would depend on those before it.
func rkResetClock() {
	rk.clock, rk.skew = rk.began, 0
	rk.rkLull = rkLull{from: rk.began, calls: getg().m.p.ptr().syscalltick}
	rkForgetFileTimes()
}

// rkDropTimers forgets the timers made in this execution, as nobody is left to
// wait for them, and sets those from before back to when they were kept.
func rkDropTimers() {
	ts := &rk.timers
	ts.lock()
	old := ts.heap
	n := 0
	for _, tw := range old {
		t := tw.timer
		t.lock()
		if t.rkgen > 1 && t.rkgen <= rk.kept+1 {
			// Made before the first execution, and in no heap when it was kept:
			// nobody waited for its channel at that moment.
			t.rkgen, t.rkwhen = 1, rk.began+max(t.when-rk.clock, 0)
		}
		if t.rkgen == 1 && t.state&timerZombie == 0 {
			t.when = t.rkwhen
			t.state &^= timerModified
			old[n] = timerWhen{t, t.when}
			n++
		} else {
			t.state = 0
			t.when = 0
			t.ts = nil
		}
		t.unlock()
	}
	for i := n; i < len(old); i++ {
		old[i] = timerWhen{}
	}
	ts.heap = old[:n]
	ts.zombies.Store(0)
	ts.minWhenModified.Store(0)
	for i := len(ts.heap) - 1; i >= 0; i-- {
		ts.siftDown(i)
	}
	ts.updateMinWhenHeap()
	ts.unlock()
}
