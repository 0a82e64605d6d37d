package runtime

import "unsafe"

// What exhaustive search needs to know of an execution: which pending
// operations would only begin to wait, the ways of a select, and whether
// anything but decisions matters.

const rkMaxOffers = 1 << 20

// rkWiden gets the memory for offers when it is first needed.
func rkWiden() {
	if rk.offers == nil {
		var o rks_Offer
		rk.offers = unsafe.Slice((*rks_Offer)(rkAlloc(rkMaxOffers*unsafe.Sizeof(o))), rkMaxOffers)
	}
	rk.s.Widen(rk.offers)
}

// rkTell writes to the shared file what is known of a wide execution so far.
func rkTell() {
	rk.shared[rkw_WordOffered], rk.shared[rkw_WordUses] = uint64(max(rk.s.Offered, 0)), uint64(rkUses())
}

// rkUses returns what the execution depends on beside its schedule.
func rkUses() uint32 {
	if rk.calls != getg().m.p.ptr().syscalltick {
		return rk.uses | rkw_UsesSystem
	}
	return rk.uses
}

// rkLook finds out which of the ready members would only begin to wait.
func rkLook() {
	for id := uint32(1); id <= rk.s.Tasks(); id++ {
		if rk.s.IsReady(id) {
			t := rk.s.Task(id)
			t.Waits = !t.Done && rkWouldWait(t)
		}
	}
}

// rkWouldWait reads the words of a lock or a WaitGroup.
func rkWouldWait(t *rks_Task) bool {
	const locked, readers = 1, 16 // in the state of a sync.Mutex; offset in a sync.RWMutex
	if uintptr(t.Object) < minLegalPointer {
		return false // it panics
	}
	p := unsafe.Pointer(uintptr(t.Object))
	switch t.Op {
	case rks_OpLock:
		return *(*int32)(p)&locked != 0
	case rks_OpRLock:
		return *(*int32)(add(p, readers)) < 0
	case rks_OpWGWait:
		return int32(*(*uint64)(p)>>32) > 0
	}
	return false
}

// rkRetries reports whether a member that waits for r in its pending operation
// has still to perform it when it is woken. Otherwise who wakes it has.
func rkRetries(op rks_Op, r waitReason) bool {
	switch op {
	case rks_OpLock, rks_OpOnce, rks_OpMap, rks_OpMapRange, rks_OpCondWait:
		return r == waitReasonSyncMutexLock || r == waitReasonSyncCondWait
	case rks_OpFlock, rks_OpRFlock:
		return true
	}
	return false
}

// rkMayMove reports whether the clock may move to the next timer although
// somebody could run. Of timers that are due at almost the same instant, a machine
// wakes none so fast that who waits for it is done before the next.
func rkMayMove() bool {
	w := rk.timers.wakeTime()
	switch {
	case w == 0:
		return false
	case rk.early:
		return true
	case !rk.wide && w > rk.clock+rkSameInstant:
		return false
	}
	return (rk.timeout == 0 || w <= rk.began+rk.timeout) && rk.s.Steps < rk.maxSteps
}

// rkPrints is told of a system call that prints: no member sees anything of it.
//
//go:linkname rkPrints os.rkPrints
func rkPrints() {
	if rk.on && getg().rk != 0 {
		rk.calls++
		rk.rkLull.calls++
	}
}

// rkSelectWay puts the case that a select is to take first. The channels are
// locked.
func rkSelectWay(order []uint16, cases []scase, nsends int) {
	if !rk.wide || getg().rk == 0 {
		return
	}
	n := 0
	for _, i := range order {
		rkSent(cases[i].c)
		if rkSelectable(&cases[i], int(i) < nsends) {
			n++
		}
	}
	way, ok := rk.s.Way(n)
	if !ok {
		rk.uses |= rkw_UsesSelect
	}
	for at, i := range order {
		if !rkSelectable(&cases[i], int(i) < nsends) {
			continue
		}
		if way == 0 {
			copy(order[1:at+1], order[:at])
			order[0] = i
			return
		}
		way--
	}
}

// rkSelectable reports whether the case could be taken now.
func rkSelectable(k *scase, sends bool) bool {
	c := k.c
	if sends {
		return c.closed != 0 || c.qcount < c.dataqsiz || rkSomebody(&c.recvq)
	}
	return c.closed != 0 || c.qcount > 0 || rkSomebody(&c.sendq)
}

// rkSomebody reports whether dequeue would return somebody.
func rkSomebody(q *waitq) bool {
	for s := q.first; s != nil; s = s.next {
		if s.isSelect && s.g.selectDone.Load() != 0 || s.g.rk != 0 && !rkAlive(s.g) {
			continue
		}
		return true
	}
	return false
}

// rkNoteTies notes that channels of several timers are about to be sent to at
// the same time: which is first, a select can see.
func rkNoteTies() {
	n := 0
	for i := range rk.timers.heap {
		if t := rk.timers.heap[i].timer; t.isChan && t.state&timerZombie == 0 && t.when <= rk.clock {
			n++
		}
	}
	if n > 1 {
		rk.uses |= rkw_UsesTies
	}
}

// rkRandFor draws for a caller at pc. It notes where a program draws what it
// can see; the seed of a map is nothing of the kind.
//
//go:nosplit
func rkRandFor(pc uintptr) uint64 {
	if rkQuietness(pc) == rkChance && getg().rkhush == 0 {
		rk.uses |= rkw_UsesRandom
		return rkDraw(&rk.s.Data)
	}
	return rkDraw(&rk.s.Dark)
}

// rkLoneEntry draws for the iterator of a map in which order means nothing.
//
//go:linkname rkLoneEntry internal/runtime/maps.rkLone
func rkLoneEntry() uint64 {
	if rk.on && getg().rk != 0 {
		return rkDraw(&rk.s.Dark)
	}
	return rand()
}

// rkMapOrder is told that the order of a map that had one entry has come to mean
// something.
//
//go:linkname rkMapOrder internal/runtime/maps.rkOrder
func rkMapOrder() {
	if gp := getg(); rk.on && gp.rk != 0 && gp.rkhush == 0 {
		rk.uses |= rkw_UsesRandom
	}
}
