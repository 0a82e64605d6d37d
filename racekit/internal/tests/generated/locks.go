package generated

// Parts with locks and atomics.

// counter: goroutines count under a lock.
func counter(b *builder) []Stmt {
	n, k := b.size(2, 4), b.size(1, 3)
	v, g := b.variable(), b.guard()
	bodies := make([][]Stmt, n)
	for i := range bodies {
		section := g.around(st(Inc, v))
		switch {
		case i > 0:
		case b.wrong("one goroutine takes no lock", race):
			section = one(st(Inc, v))
		case b.wrong("one goroutine does not unlock", deadlock, livelock):
			section = seq(g.lock, one(st(Inc, v)))
		}
		bodies[i] = seq(b.work(), one(st(Repeat, k).do(section...)))
	}
	return seq(b.together(bodies...), one(st(WantVar, v, n*k)))
}

// adds: goroutines count with atomics.
func adds(b *builder) []Stmt {
	n, k, a := b.size(2, 4), b.size(1, 3), b.atomic()
	bodies := make([][]Stmt, n)
	for i := range bodies {
		add := one(st(Add, a, 1))
		if b.draw(2) == 1 {
			add = one(st(Load, 0, a), st(While, CASFails, a, 0).do(st(Load, 0, a)))
		}
		if i == 0 && b.wrong("load and store in place of add", failure) {
			add = one(st(Load, 0, a), st(StoreReg, a, 0, 1))
		}
		bodies[i] = seq(b.work(), one(st(Repeat, k).do(add...)))
	}
	return seq(b.together(bodies...), one(st(WantAtomic, a, n*k)))
}

// ordered: goroutines take two locks, in one order.
func ordered(b *builder) []Stmt {
	n, v := b.size(2, 3), b.variable()
	first, second := b.mutex(), b.mutex()
	bodies := make([][]Stmt, n)
	for i := range bodies {
		x, y := first, second
		if i == 0 && b.wrong("one goroutine takes two locks in the other order", deadlock) {
			x, y = y, x
		}
		bodies[i] = seq(one(st(Lock, x)), b.work(), one(st(Lock, y), st(Inc, v), st(Unlock, y), st(Unlock, x)))
	}
	return seq(b.together(bodies...), one(st(WantVar, v, n)))
}

// account: who takes something out looks first whether it is there.
func account(b *builder) []Stmt {
	n, v, g := b.size(2, 3), b.variable(), b.guard()
	bodies := make([][]Stmt, n)
	split := b.wrong("a check and what follows from it are two critical sections", failure)
	for i := range bodies {
		take := one(st(PutReg, v, 0, -80))
		if split {
			take = g.around(st(Get, 0, v), st(PutReg, v, 0, -80))
			bodies[i] = seq(b.work(), g.around(st(Get, 1, v)), one(st(If, RegIs, 1, 100).do(take...)))
			continue
		}
		bodies[i] = seq(b.work(), g.around(st(Get, 0, v), st(If, RegIs, 0, 100).do(take...)))
	}
	return seq(one(st(Set, v, 100)), b.together(bodies...), one(st(WantVar, v, 20)))
}

// cache: some read, some write.
func cache(b *builder) []Stmt {
	readers, writers, v, rw := b.size(1, 3), b.size(1, 2), b.variable(), b.rwmutex()
	var bodies [][]Stmt
	for i := range readers {
		lock, unlock := one(st(RLock, rw)), one(st(RUnlock, rw))
		switch {
		case i > 0:
		case b.wrong("a reader takes no lock", race):
			lock, unlock = nil, nil
		case b.wrong("a reader locks for reading twice", deadlock):
			lock, unlock = one(st(RLock, rw), st(RLock, rw)), one(st(RUnlock, rw), st(RUnlock, rw))
		case b.wrong("a reader wants to write while it reads", deadlock):
			lock, unlock = one(st(RLock, rw), st(WLock, rw)), one(st(WUnlock, rw), st(RUnlock, rw))
		}
		bodies = append(bodies, seq(lock, one(st(Get, 0, v)), b.work(), one(st(Get, 1, v)), unlock))
	}
	for i := range writers {
		lock, unlock := st(WLock, rw), st(WUnlock, rw)
		if i == 0 && b.wrong("a writer locks for reading", race) {
			lock, unlock = st(RLock, rw), st(RUnlock, rw)
		}
		bodies = append(bodies, one(lock, st(Inc, v), unlock))
	}
	return seq(b.together(bodies...), one(st(WantVar, v, writers)))
}

// initOnce: the first makes what all use.
func initOnce(b *builder) []Stmt {
	n, v, o, a := b.size(2, 3), b.variable(), b.once(), b.atomic()
	flag := b.wrong("a flag says that it is made before it is", race)
	plain := b.wrong("a plain variable says whether it is made", race)
	bodies := make([][]Stmt, n)
	for i := range bodies {
		start := one(st(Do, o).do(seq(b.work(), one(st(Set, v, 42)))...))
		switch {
		case flag:
			start = one(st(Let, 0, 0), st(If, CASFails, a, 0).orElse(st(Set, v, 42)))
		case plain:
			start = one(st(If, VarIs, v, 0).do(st(Set, v, 42)))
		}
		bodies[i] = seq(start, one(st(WantVar, v, 42)))
	}
	return seq(b.together(bodies...), one(st(WantVar, v, 42)))
}

// permits: a channel lets only so many in.
func permits(b *builder) []Stmt {
	most := b.size(1, 2)
	n, inside, total := most+b.size(1, 2), b.atomic(), b.atomic()
	room := most
	if b.wrong("the semaphore lets one too many in", failure) {
		room++
	}
	c := b.channel(room)
	bodies := make([][]Stmt, n)
	for i := range bodies {
		body := one(st(AddGet, 0, inside, 1), st(WantMost, 0, most))
		bodies[i] = seq(one(st(Send, c, i)), body, b.work(), one(st(Add, inside, -1), st(Recv, 3, c), st(Add, total, 1)))
		if i == 0 && b.wrong("a permit is given back twice", deadlock) {
			bodies[i] = seq(bodies[i], one(st(Recv, 3, c)))
		}
	}
	return seq(b.together(bodies...), one(st(WantAtomic, total, n)))
}

// takers: some wait on a condition for what others bring.
func takers(b *builder) []Stmt {
	n, v, m := b.size(1, 3), b.variable(), b.mutex()
	c := b.cond(m)
	var bodies [][]Stmt
	loop, wake := While, Signal
	if b.draw(2) == 1 {
		wake = Broadcast
	}
	if n > 1 && b.wrong("who was woken does not look again", failure) {
		loop, wake = If, Broadcast
	}
	for range n {
		bodies = append(bodies, one(st(Lock, m), st(loop, VarIs, v, 0).do(st(Wait, c)), st(Get, 0, v), st(PutReg, v, 0, -1), st(If, RegIs, 0, 0).do(st(Fail)), st(Unlock, m)))
	}
	for i := range n {
		put := one(st(Lock, m), st(Inc, v), st(wake, c), st(Unlock, m))
		if i == 0 && b.wrong("nobody is woken", deadlock) {
			put = one(st(Lock, m), st(Inc, v), st(Unlock, m))
		}
		bodies = append(bodies, seq(b.work(), put))
	}
	return seq(b.together(bodies...), one(st(WantVar, v, 0)))
}

// flagAndCond: what is waited for is set under the lock of the condition.
func flagAndCond(b *builder) []Stmt {
	a, m := b.atomic(), b.mutex()
	c := b.cond(m)
	set := one(st(Lock, m), st(Store, a, 1), st(Broadcast, c), st(Unlock, m))
	if b.wrong("a condition is signalled without its lock", deadlock) {
		set = one(st(Store, a, 1), st(Broadcast, c))
	}
	wait := one(st(Lock, m), st(While, AtomicIs, a, 0).do(st(Wait, c)), st(Unlock, m))
	return seq(b.together(seq(b.work(), set), wait), one(st(WantAtomic, a, 1)))
}

// barrier: nobody goes on before all have come.
func barrier(b *builder) []Stmt {
	n, m, come := b.size(2, 3), b.mutex(), b.variable()
	c := b.cond(m)
	own := make([]int, n)
	for i := range own {
		own[i] = b.variable()
	}
	wake := Broadcast
	if n > 2 && b.wrong("the barrier wakes only one", deadlock) {
		wake = Signal
	}
	bodies := make([][]Stmt, n)
	for i := range bodies {
		arrive := one(st(Lock, m), st(Inc, come), st(If, VarIs, come, n).do(st(wake, c)).orElse(st(While, VarNot, come, n).do(st(Wait, c))), st(Unlock, m))
		if i == 0 && b.wrong("one goroutine does not wait at the barrier", race, failure) {
			arrive = one(st(Lock, m), st(Inc, come), st(If, VarIs, come, n).do(st(wake, c)), st(Unlock, m))
		}
		bodies[i] = seq(b.work(), one(st(Set, own[i], i+1)), arrive, one(st(WantVar, own[(i+1)%n], (i+1)%n+1)))
	}
	end := b.variable()
	bodies[0] = append(bodies[0], st(Inc, end))
	return seq(b.together(bodies...), one(st(WantVar, end, 1)))
}

// rounds: a WaitGroup is used again when all have gone.
func rounds(b *builder) []Stmt {
	n, k, v, wg := b.size(1, 2), b.size(2, 3), b.variable(), b.waitGroup()
	g := b.guard()
	inside := b.wrong("Add comes after go, in rounds", race, failure, panics)
	var round []Stmt
	if !inside {
		round = one(st(WGAdd, wg, n))
	}
	for range n {
		body := seq(b.idle(), g.around(st(Inc, v)), one(st(WGDone, wg)))
		if inside {
			body = seq(one(st(WGAdd, wg, 1)), body)
		}
		round = append(round, st(Go).do(body...))
	}
	round = append(round, st(WGWait, wg))
	return one(st(Repeat, k).do(round...), st(WantVar, v, n*k))
}
