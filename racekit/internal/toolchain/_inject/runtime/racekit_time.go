package runtime

// rkClock is the virtual clock of a worker: nanoseconds since an arbitrary
// zero before the process started.
type rkClock struct {
	clock    int64
	began    int64 // clock at the beginning of each execution
	timeout  int64 // virtual time for one execution; 0 is none
	real     bool  // the clock is the machine's
	early    bool  // a timer may fire while somebody could run
	still    bool  // neither steps nor readings move the clock
	firing   bool  // a timer of the group runs
	followed int64 // real time up to which the clock has followed it
	grace    int64 // real time since when only a signal could help
	timers   timers
}

const (
	rkStepTime = 50                // a step takes this long
	rkReadTime = 100               // so does looking at the clock
	rkZero     = 1_000_000_000     // the clock when the process starts
	rkEpoch    = 1_767_225_600 - 1 // 2026-01-01T00:00:00Z less rkZero, in seconds
	rkSecond   = 1_000_000_000
)

func rkStartClock() {
	rk.clock, rk.began = rkZero, rkZero
	lockInit(&rk.timers.mu, lockRankTimers)
}

// rkVirtual reports whether the calling goroutine's time is virtual: in a
// worker everybody's is, elsewhere that of members.
func rkVirtual() bool {
	return rk.clock != 0 && !rk.real && (rk.worker || rk.on && (getg().rk != 0 || rk.firing))
}

// rkNano is the monotonic clock as the program sees it.
func rkNano() int64 {
	if gp := getg(); gp.rk != 0 {
		rkTick(rkReadTime)
		rkReadsClock()
	}
	return rk.clock
}

// rkNow is time.Now as the program sees it.
func rkNow() (sec int64, nsec int32, mono int64) {
	mono = rkNano()
	return rkEpoch + mono/rkSecond, int32(mono % rkSecond), mono
}

func rkTick(d int64) {
	if !rk.still {
		rk.clock += d
	}
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
		rkFinish(rkTimedOut)
		return true
	}
	if w > rk.clock {
		rk.clock = w
	}
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

// rkResetClock starts an execution at the same time as all others, or what
// it does would depend on those before it.
func rkResetClock() { rk.clock = rk.began }

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
