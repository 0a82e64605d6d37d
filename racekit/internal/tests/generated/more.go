package generated

// More parts with locks, and with several things at once.

// election: one of several wins.
func election(b *builder) []Stmt {
	n, a, won := b.size(2, 4), b.atomic(), b.atomic()
	bodies := make([][]Stmt, n)
	split := b.wrong("who looks whether a place is free takes it later", failure)
	for i := range bodies {
		try := one(st(Let, 0, 0), st(If, CASFails, a, 0).orElse(st(Add, won, 1)))
		if split {
			try = one(st(Load, 0, a), st(If, RegIs, 0, 0).do(st(Store, a, 1), st(Add, won, 1)))
		}
		bodies[i] = seq(b.work(), try)
	}
	return seq(b.together(bodies...), one(st(WantAtomic, won, 1)))
}

// checkedTwice: who finds nothing looks again under the lock.
func checkedTwice(b *builder) []Stmt {
	n, v, a, times, g := b.size(2, 3), b.variable(), b.atomic(), b.variable(), b.guard()
	fill := one(st(Set, v, 42), st(Inc, times), st(Store, a, 1))
	if b.wrong("who made it says so before it is made", race) {
		fill = one(st(Store, a, 1), st(Set, v, 42), st(Inc, times))
	}
	again := one(st(If, AtomicIs, a, 0).do(fill...))
	if b.wrong("nobody looks again under the lock", race, failure) {
		again = fill
	}
	bodies := make([][]Stmt, n)
	for i := range bodies {
		bodies[i] = seq(b.work(), one(st(If, AtomicIs, a, 0).do(g.around(again...)...), st(WantVar, v, 42)))
	}
	return seq(b.together(bodies...), one(st(WantVar, times, 1)))
}

// upgraded: who read that something is to be done looks again before it does it.
func upgraded(b *builder) []Stmt {
	n, v, rw := b.size(2, 3), b.variable(), b.rwmutex()
	again := one(st(If, VarIs, v, 0).do(st(Inc, v)))
	if b.wrong("nobody looks again between reading and writing", failure) {
		again = one(st(Inc, v))
	}
	bodies := make([][]Stmt, n)
	for i := range bodies {
		bodies[i] = seq(b.work(), one(st(RLock, rw), st(Get, 0, v), st(RUnlock, rw), st(If, RegIs, 0, 0).do(seq(one(st(WLock, rw)), again, one(st(WUnlock, rw)))...)))
	}
	return seq(b.together(bodies...), one(st(WantVar, v, 1)))
}

// handedLock: one locks, and another unlocks.
func handedLock(b *builder) []Stmt {
	v, g := b.variable(), b.guard()
	other := seq(one(st(Inc, v)), b.work(), g.unlock)
	switch {
	case b.wrong("a lock that was handed over is not given back", deadlock, livelock):
		other = one(st(Inc, v))
	case b.wrong("a lock that was handed over is given back too early", race):
		other = append(seq(g.unlock), st(Inc, v))
	}
	return seq(g.lock, one(st(Go).do(other...)), g.around(st(WantVar, v, 1)))
}

// steady: each of several values is waited for, but not for ever.
func steady(b *builder) []Stmt {
	k, d, c, got := b.size(2, 4), b.between(1, 10)*ms, b.channel(b.draw(2)), b.variable()
	most, late := b.patience(d), one(st(Fail))
	switch {
	case b.wrong("a value is waited for too short a time", failure):
		most = d / 2
	case b.faulty(Fault{"who sends waits for ever if a value comes late", []string{leak}, true}):
		late = one(st(Return))
	}
	send := st(Go).do(st(Repeat, k).do(st(Sleep, d), st(Send, c, 1)))
	receive := one(st(Repeat, k).do(st(Select).do(st(CaseRecv, 0, c).do(st(Inc, got)), st(CaseAfter, most).do(late...))))
	if most < d {
		b.prog.Chans[c] = k // nobody waits for ever
	}
	if late[0].Op == Return {
		b.prog.Chans[c] = 0
		done := b.channel(0)
		return one(send, st(Go).do(append(receive, st(Close, done))...), st(Sleep, 2*k*d))
	}
	return append(one(send), append(receive, st(WantVar, got, k))...)
}

// draining: what was sent before the end is not lost.
func draining(b *builder) []Stmt {
	k, room := b.size(1, 3), b.size(1, 3)
	c, x, served, done := b.channel(room), b.context(), b.variable(), b.channel(0)
	rest := one(st(Let, 1, 0), st(While, RegIs, 1, 0).do(st(Select).do(st(CaseRecv, 0, c).do(st(Inc, served)), st(Default).do(st(Let, 1, 1)))))
	if b.wrong("what was sent before the end is lost", failure) {
		rest = nil
	}
	rest = append(rest, st(Close, done), st(Return))
	serve := st(Go).do(st(While, Always).do(st(Select).do(st(CaseRecv, 0, c).do(st(Inc, served)), st(CaseDone, x).do(rest...))))
	s := one(st(WithCancel, x), serve)
	for i := range k {
		s = append(s, st(Send, c, i))
	}
	s = append(s, st(Cancel, x))
	if !b.wrong("nobody waits for the last to be served", race, failure) {
		s = append(s, st(Recv, 0, done))
	}
	return append(s, st(WantVar, served, k))
}

// rearmed: a timer's function sets its timer again, a number of times.
func rearmed(b *builder) []Stmt {
	b.Timed = true
	k, d, a, tm, done := b.size(1, 3), b.between(1, 5)*ms, b.atomic(), b.timer(), b.channel(0)
	end := one(st(Close, done))
	if b.wrong("a timer that sets itself does not say that it is done", deadlock) {
		end = nil
	}
	// The function could run before the variable of its timer is set.
	m := b.mutex()
	s := one(st(Lock, m), st(AfterFunc, tm, d).do(st(Lock, m), st(Unlock, m), st(AddGet, 0, a, 1), st(If, RegIs, 0, k).do(end...).orElse(st(ResetTimer, 1, tm, d))), st(Unlock, m))
	if b.wrong("how long a timer that sets itself needs is guessed, and too short", failure) {
		return append(s, st(Sleep, k*d/2), st(WantAtomic, a, k), st(Recv, 0, done))
	}
	return append(s, st(Recv, 0, done), st(WantAtomic, a, k))
}

// heartbeat: something is done now and then until the end.
func heartbeat(b *builder) []Stmt {
	d, beats, quit, wg := b.between(1, 5)*ms, b.variable(), b.channel(0), b.waitGroup()
	loop := st(WGGo, wg).do(st(While, Always).do(st(Select).do(st(CaseRecv, 0, quit).do(st(Return)), st(CaseAfter, d).do(st(Inc, beats)))))
	s := seq(one(loop, st(Sleep, 2*d)), b.work(), one(st(Close, quit)))
	if !b.wrong("nobody waits for the heart to stop", race) {
		s = append(s, st(WGWait, wg))
	}
	return append(s, st(Get, 0, beats))
}

// crowd: several wait for the same.
func crowd(b *builder) []Stmt {
	n, v, wg := b.size(2, 3), b.variable(), b.waitGroup()
	set := seq(b.work(), one(st(Set, v, 7), st(WGDone, wg)))
	if b.wrong("those who wait are let go too early", race) {
		set = one(st(WGDone, wg), st(Set, v, 7))
	}
	bodies := [][]Stmt{set}
	for range n {
		bodies = append(bodies, one(st(WGWait, wg), st(WantVar, v, 7)))
	}
	return seq(one(st(WGAdd, wg, 1)), b.together(bodies...), one(st(WantVar, v, 7)))
}

// table: a map under a lock.
func table(b *builder) []Stmt {
	n, m, g := b.size(2, 3), b.table(), b.guard()
	bodies := make([][]Stmt, n)
	for i := range bodies {
		set := g.around(st(MapSet, m, i, 7))
		if i == 0 && b.wrong("one goroutine writes to a map without a lock", race, fatal) {
			set = one(st(MapSet, m, i, 7))
		}
		bodies[i] = seq(b.work(), set, one(st(Log)))
	}
	check := []Stmt{}
	for i := range n {
		check = append(check, st(MapGet, 0, m, i), st(WantReg, 0, 7))
	}
	return seq(b.together(bodies...), check)
}

// registry: the first that registers something is the one that all see.
func registry(b *builder) []Stmt {
	m, x, y := b.registry(), b.atomic(), b.atomic()
	split := b.wrong("who finds nothing registered registers it later", failure)
	bodies := make([][]Stmt, 2)
	for i, seen := range []int{x, y} {
		find := one(st(Register, 0, m, i+1))
		if split {
			find = one(st(MapLoad, 0, m), st(If, RegIs, 0, 0).do(st(MapStore, m, i+1), st(Let, 0, i+1)))
		}
		bodies[i] = seq(b.work(), find, one(st(StoreReg, seen, 0, 0)))
	}
	// Nobody has looked yet is 0, and not the same as what another has seen.
	return seq(b.together(bodies...), one(st(Load, 0, x), st(Load, 1, y), st(WantSame, 0, 1), st(If, RegIs, 0, 0).do(st(Fail))))
}

// whenDone: a function is called when a context ends.
func whenDone(b *builder) []Stmt {
	v, x, done := b.variable(), b.context(), b.channel(0)
	s := one(st(WithCancel, x))
	if b.draw(2) == 1 {
		s = one(st(WithTimeout, x, b.between(1, 5)*ms))
	}
	s = append(s, st(WhenDone, x).do(seq(b.work(), one(st(Inc, v), st(Close, done)))...), st(Cancel, x))
	switch {
	case b.wrong("what a context's end starts is not waited for", race):
		s = append(s, st(Inc, v), st(Recv, 0, done))
	default:
		s = append(s, st(Recv, 0, done), st(Inc, v))
	}
	return append(s, st(WantVar, v, 2))
}
