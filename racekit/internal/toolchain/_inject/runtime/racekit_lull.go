package runtime

import "internal/abi"

// Who polls looks again and again at the same few places. It moves the clock by 50 ns a step, and would need millions of steps to
// come to a timer that is due in a second. So where nothing happens but polling
// for long, or the next timer is a sleeper's, who cannot be what all wait to be
// in time for, the steps become longer and longer, up to the next timer.

// An rkLull is a time in which nothing happens but polling.
type rkLull struct {
	lull  int    // steps and readings of the clock in it
	spin  int    // steps that changed nothing at all, likewise
	reads int    // readings of the clock since the last step that was no polling
	looks int    // steps of polling since somebody was served for it
	calls uint32 // system calls up to the last step, or look at them
	seen  rkPlaces
	since int   // steps when a timer fired last
	from  int64 // the clock then
}

const (
	// rkPatience is how many steps are taken as they are: 12.5 ms.
	rkPatience = 250_000
	// rkStretch says how fast steps grow then. They take a second after another
	// 290,000, and ten minutes after 700,000: before the bound on the steps.
	rkStretch = 16
	// rkManyLooks is how many steps of polling are enough for the next to be served.
	// Random priorities and weights would let pollers use up the milliseconds that
	// somebody leaves for what a timer has just woken.
	rkManyLooks = 1000
	// rkManyReads is how many readings of the clock, between which nothing happens
	// but polling, are enough: then others may run.
	rkManyReads = 64
	// rkManyCalls is the same for system calls, of which each takes rkCallTime.
	rkManyCalls = 256
	rkCallTime  = 1000
	// rkEndless is how many steps that change nothing are a livelock. No loop that
	// ends looks so often at what stays as it is.
	rkEndless = 4_000_000
)

// rkPlaces is a set of places that were looked at, by their numbers, as addresses
// are others in another process: a Bloom filter with one hash. It forgets all when
// half of its bits are set.
type rkPlaces struct {
	bits [rkPlaceBits / 64]uint64
	n    int // that are set
}

const rkPlaceBits = 1 << 10

// anew reports whether nobody has looked at the place with a number lately, and
// notes that somebody did; 0 has not got one yet. Who looks at no more than 500
// places finds none anew after a while; who goes through a long text always does.
func (p *rkPlaces) anew(number uint32) bool {
	if number == 0 {
		return true
	}
	h := uint64(number) * 0x9e3779b97f4a7c15 >> 54
	if p.bits[h/64]>>(h%64)&1 != 0 {
		return false
	}
	if p.n++; p.n > rkPlaceBits/2 {
		*p = rkPlaces{n: 1}
	}
	p.bits[h/64] |= 1 << (h % 64)
	return true
}

// rkCalm notes that gp comes to op, at addr. To look at what nobody has looked
// at lately is no polling. Whether an operation has done something is known when
// its goroutine comes to the next: many have changed nothing.
func rkCalm(gp *g, op rks_Op, addr uintptr) {
	rk.rkLull.calls = gp.m.p.ptr().syscalltick
	if gp.rkdid {
		rk.lull, rk.spin, rk.reads, gp.rkdid = 0, 0, 0, false
	}
	rk.lull++
	rk.spin++
	switch op {
	case rks_OpRead, rks_OpAtomicLoad, rks_OpTryLock, rks_OpTryRLock, rks_OpLenCap, rks_OpYield, rks_OpGetenv, rks_OpLook:
		if addr != 0 && rk.seen.anew(rk.s.ObjectOf(uint64(addr))) {
			rk.lull, rk.spin = 0, 0
		} else {
			rk.looks++
		}
	case rks_OpLock, rks_OpUnlock, rks_OpRLock, rks_OpRUnlock:
		rk.spin = 0
	default:
		gp.rkdid = true
	}
}

// rkDidNothing is told that the last operation of the calling goroutine changed
// nothing.
func rkDidNothing() {
	getg().rkdid = false
	rk.looks++
}

// polls reports whether the next is to be served, as much of what has happened
// since somebody was is polling. The rest may be that as well: who sleeps
// between two looks does.
func (l *rkLull) polls() bool {
	if l.looks < rkManyLooks {
		return false
	}
	l.looks = 0
	return true
}

// rkSwapsNothing is told of a compare-and-swap that is about to find another
// value.
func rkSwapsNothing(addr uintptr) {
	if t := rk.s.Task(getg().rk); t.Op == rks_OpAtomicRMW && t.Object == uint64(addr) {
		rkDidNothing()
	}
}

// rkHopeless reports whether all that could run has changed nothing for so long,
// and nothing else can: no timer is set, and nobody is outside.
func rkHopeless() bool {
	return rk.spin > rkEndless && rk.timers.wakeTime() == 0 && rk.external == 0 && !rk.real &&
		!rkBaseOutside() && !rkSignalsWanted()
}

// rkLooks is told that a member has read the clock, at pc. Who does nothing else
// gives way now and then.
func rkLooks(pc uintptr) {
	rk.lull++
	rk.spin = 0
	if rk.reads++; rk.reads >= rkManyReads {
		rk.reads = 0
		rkPoint(rks_OpYield, 0, pc)
	}
}

// rkCallsOn is told of an operation where there is no point. Who makes system
// calls that do not wait, and nothing else, gives way now and then, and time goes
// on for it: what it waits for may be somebody else's doing.
func rkCallsOn(gp *g, pc uintptr) bool {
	n := int32(gp.m.p.ptr().syscalltick - rk.rkLull.calls) // below zero while something is printed
	if n < rkManyCalls {
		return false
	}
	rkTick(int64(n) * rkCallTime)
	rkDecide(gp, rks_OpYield, 0, 0, pc)
	return true
}

// look returns how far a reading of the clock moves it where steps do not.
func (l *rkLull) look() int64 {
	if l.lull > rkPatience/rkManyReads {
		return max(rkReadTime, rk.skew>>(rkStretch/2))
	}
	return rkReadTime
}

// fired is told that timers fire.
func (l *rkLull) fired() {
	l.lull, l.spin = 0, 0
	l.since, l.from = rk.s.Steps, rk.clock
}

// long reports whether the lull may be long enough to stretch steps.
func (l *rkLull) long() bool { return l.calm() || rk.s.Steps-l.since > rkPatience }

// calm reports whether nothing but polling has happened for long.
func (l *rkLull) calm() bool { return l.lull > rkPatience }

// stretch returns how long a step takes that would take d: no longer than to the
// next timer.
func (l *rkLull) stretch(d int64) int64 {
	w := rk.timers.wakeTime()
	if !l.calm() && (w == 0 || !rkSleeps()) {
		return d
	}
	longer := max(d, (rk.clock-l.from)>>rkStretch)
	if w != 0 {
		longer = min(longer, max(w-rk.clock, d))
	}
	return longer
}

// rkSleeps reports whether the next timer wakes a goroutine that is in Sleep.
func rkSleeps() bool {
	ts := &rk.timers
	if len(ts.heap) == 0 {
		return false
	}
	f := ts.heap[0].timer.f
	return abi.FuncPCABIInternal(f) == abi.FuncPCABIInternal(goroutineReady)
}
