package runtime

// rkDeadlineNow is the clock by which deadlines of I/O run that are set now. A
// member computes them by its own clock, and looks at that clock when they are
// over; so they are timers of the group. One that is in a heap stays there.
func rkDeadlineNow(pd *pollDesc) int64 {
	if rk.clock == 0 {
		return nanotime()
	}
	if pd.rt.ts == nil && pd.wt.ts == nil {
		pd.rt.rkgen, pd.wt.rkgen = 0, 0
		if getg().bubble == nil {
			rkOwnTimer(&pd.rt)
			rkOwnTimer(&pd.wt)
		}
	}
	return rkTimerNow(&pd.rt)
}
