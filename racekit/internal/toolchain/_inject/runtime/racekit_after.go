package runtime

// What goes on after the test has returned. go test lets its goroutines run
// until the process ends, and they may fail then. So an execution goes on until
// nothing of it can run any more, or a bound is reached; who is left is judged
// afterwards.

// rkAfter says since when the test has returned.
type rkAfter struct {
	rootDone  bool
	doneStep  int   // steps when the test returned
	doneClock int64 // the clock then
	late      bool  // what goes wrong from now on, go test would not have lived to see
}

const (
	rkAfterSteps = 2_000          // after the test: then the first moment at which nobody can run is the end
	rkAfterMost  = 10_000         // of those who never wait
	rkAfterTime  = 60_000_000_000 // of the clock, likewise
	// rkSoon is how long after the test a timer may be due whose doing counts:
	// the process of a test is seldom gone earlier. A watchdog that would end it
	// in a minute finds nobody to watch.
	rkSoon = 100_000_000
)

// rkReturns is told that the test has returned. g0.
func rkReturns() {
	rk.rootDone = true
	rk.doneStep, rk.doneClock = rk.s.Steps, rk.clock
}

// rkAtBound returns how the execution has to end now; rkw_EndNone if it goes on.
func rkAtBound() int {
	switch {
	case rk.rootDone && (rk.s.Steps > rk.doneStep+rkAfterMost || rk.s.Steps >= rk.maxSteps):
		return rkw_EndDone
	case rk.s.Steps >= rk.maxSteps, rkHopeless():
		return rkw_EndLivelock
	}
	return rkw_EndNone
}

// rkOutlives reports, where nobody can run and the test has returned, whether a
// timer may still change that for what this execution has started. What comes
// from outside is not waited for. g0.
func rkOutlives() bool {
	if rk.external > 0 || rk.real || rk.s.Steps > rk.doneStep+rkAfterSteps {
		return false
	}
	w := rk.timers.wakeTime()
	return w != 0 && w <= rk.doneClock+rkAfterTime && (rk.alive > 0 || rkOwnTimers())
}

// rkOwnTimers reports whether a timer is set that this execution has made.
func rkOwnTimers() bool {
	for i := range rk.timers.heap {
		if rkOwns(rk.timers.heap[i].timer) {
			return true
		}
	}
	return false
}

// rkOwns reports whether this execution has made t, and t is set.
func rkOwns(t *timer) bool { return t.rkgen == rk.gen+1 && t.state&timerZombie == 0 }

// rkLater is told that the clock has jumped.
func rkLater() {
	if rk.rootDone && rk.clock > rk.doneClock+rkSoon && !rk.late {
		rk.late = true
		if rk.shared != nil {
			rk.shared[rkw_WordLate] = 1
		}
	}
}

// rkTooLate ends the execution of a caller that is about to end the process,
// or to panic, when that does not count any more.
func rkTooLate() {
	if rk.late && rkPanics(getg()) {
		rkStop(rkw_EndDone)
	}
}
