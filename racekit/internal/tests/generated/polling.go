package generated

// Parts that poll.

// poll is a loop until a[flag] is 1.
func (b *builder) poll(flag int) []Stmt {
	b.Polls = true
	return one(st(While, AtomicNot, flag, 1).do(b.pause()...))
}

// flag: somebody polls until another has set a flag.
func flag(b *builder) []Stmt {
	a, v, d := b.atomic(), b.variable(), b.between(1, 5)*ms
	set := one(st(Set, v, 7), st(Store, a, 1))
	wait := b.poll(a)
	switch {
	case b.wrong("the flag is set before what it is for", race):
		set = one(st(Store, a, 1), st(Set, v, 7))
	case b.wrong("the flag is a plain variable", race):
		plain := b.variable()
		set, wait = one(st(Set, v, 7), st(Set, plain, 1)), one(st(While, VarNot, plain, 1).do(st(Gosched)))
	}
	if b.draw(2) == 1 {
		set = append(one(st(Sleep, d)), set...)
	}
	return seq(b.together(seq(b.work(), set), append(wait, st(WantVar, v, 7))), one(st(WantVar, v, 7)))
}

// tried: somebody tries a channel until there is something.
func tried(b *builder) []Stmt {
	b.Polls = true
	room, v, d, got := b.draw(2), b.variable(), b.between(1, 5)*ms, b.atomic()
	c := b.channel(room)
	found := one(st(WantVar, v, 7), st(Store, got, 1))
	send := one(st(Set, v, 7), st(Send, c, 1))
	if b.wrong("what is sent for is not there yet", race) {
		send = one(st(Send, c, 1), st(Set, v, 7))
	}
	loop := st(While, AtomicIs, got, 0).do(st(Select).do(st(CaseRecv, 0, c).do(found...), st(Default).do(b.pause()...)))
	if b.draw(2) == 1 {
		send = append(one(st(Sleep, d)), send...)
	}
	return seq(b.together(seq(b.work(), send), one(loop)), one(st(WantVar, v, 7)))
}

// deadline: somebody polls until a time has come.
func deadline(b *builder) []Stmt {
	b.Polls, b.Clocked = true, true
	d := b.between(1, 20) * ms
	most := b.patience(d)
	if b.wrong("the deadline of a poll comes before the work is done", failure) {
		most = d / 2
	}
	c := b.channel(1)
	loop := st(While, TimeBefore, 0).do(st(Select).do(st(CaseRecv, 0, c).do(st(Let, 1, 1), st(Deadline, 0, -ms)), st(Default).do(b.pause()...)))
	return one(st(Go).do(st(Sleep, d), st(Send, c, 1)), st(Let, 1, 0), st(Deadline, 0, most), loop, st(WantReg, 1, 1))
}

// expiry: somebody works until a context ends.
func expiry(b *builder) []Stmt {
	b.Polls, b.Clocked = true, true
	x, v, d := b.context(), b.variable(), b.between(1, 3)*ms
	done := b.channel(0)
	s := one(st(WithTimeout, x, d), st(Go).do(st(While, CtxLives, x).do(append(one(st(Inc, v)), b.pause()...)...), st(Close, done)))
	if b.wrong("who works until a context ends is not waited for", race) {
		s = append(s, st(RecvDone, x))
	} else {
		s = append(s, st(Recv, 0, done))
	}
	return append(s, st(Get, 0, v), st(Cancel, x))
}

// spin: somebody works until the clock says so.
func spin(b *builder) []Stmt {
	b.Polls, b.Clocked = true, true
	a, d := b.atomic(), b.between(1, 20)*us
	s := one(st(Now, 1), st(Deadline, 0, d), st(While, TimeBefore, 0).do(append(one(st(Add, a, 1)), b.pause()...)...), st(WantElapsed, 1, d))
	if b.wrong("work until a time is believed to be done once", failure) {
		return append(s, st(WantAtomic, a, 0))
	}
	return s
}
