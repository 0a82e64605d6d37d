package runtime

// Signals may be on their way while nobody can run.

// rkAsksSignals reports whether gp waits for the thread that takes signals: how
// soon that answers is not a matter of the schedule either. Nothing else that is
// hushed waits for a channel.
func rkAsksSignals(gp *g) bool {
	return gp.rkhush > 0 && (gp.waitreason == waitReasonChanSend || gp.waitreason == waitReasonChanReceive)
}

// rkGrace is how long, in real time, a signal or a server's I/O may take
// before a group that waits for it counts as deadlocked.
const rkGrace = 500e6

// rkPatient reports whether that time is not over, and begins it.
func rkPatient() bool {
	if rk.grace == 0 {
		rk.grace = nanotime()
	}
	return nanotime()-rk.grace < rkGrace
}

func rkSignalsWanted() bool {
	if !sig.inuse {
		return false
	}
	for i := range sig.wanted {
		if sig.wanted[i] != 0 {
			return true
		}
	}
	return false
}

// rkSignalComes reports whether a signal that the program wants is on its way:
// sent and not yet delivered to a thread, or delivered and not yet taken. No
// timer may come before it, however far away that is.
func rkSignalComes() bool {
	pending := rkSignalsPending()
	if pending == 0 { // or a thread has just taken it, and comes to its handler
		for mp := allm; mp != nil; mp = mp.alllink {
			if mp != getg().m && mp.procid != 0 && !rkThreadSleeps(mp.procid) {
				return true
			}
		}
	}
	if sig.delivering.Load() != 0 {
		return true
	}
	for i := range sig.wanted {
		queued := uint64(sig.mask[i])
		if i < 2 { // the kernel counts from 1
			queued |= pending << 1 >> (32 * i)
		}
		if uint32(queued)&sig.wanted[i] != 0 {
			return true
		}
	}
	return false
}
