package generated

// Parts with timers and readings of the clock.

// patience is a time that is long enough for work of the length d, on any
// machine that is not far too slow.
func (b *builder) patience(d int) int {
	b.Timed = true
	return d * []int{3, 10, 100}[b.draw(3)]
}

// request: an answer is waited for, but not for ever.
func request(b *builder) []Stmt {
	d, room, v := b.between(1, 20)*ms, 1, b.variable()
	most := b.patience(d)
	gaveUp, x, style := one(st(Fail)), -1, b.draw(3)
	switch {
	case b.wrong("the timeout is shorter than the work", failure):
		most = d / 2
	case b.wrong("the timeout is as long as the work", failure):
		most = d
	case b.faulty(Fault{"who answers too late waits for ever, if the machine is slow", []string{leak}, true}):
		room, gaveUp = 0, nil
	case b.wrong("who answers too late waits for ever", leak):
		room, gaveUp, most = 0, nil, d/2
	case b.faulty(Fault{"after a timeout a variable is used that the work uses too", []string{race}, true}):
		gaveUp = one(st(Inc, v))
	}
	c := b.channel(room)
	var s []Stmt
	late := st(CaseAfter, most)
	if style > 0 {
		x = b.context()
		s, late = one(st(WithTimeout, x, most)), st(CaseDone, x)
	}
	s = append(s, st(Go).do(st(Sleep, d), st(Inc, v), st(Send, c, 1)), st(Select).do(st(CaseRecv, 0, c).do(st(WantVar, v, 1)), late.do(gaveUp...)))
	if style > 0 {
		s = append(s, st(Cancel, x))
	}
	return s
}

// stopped: a timer is stopped, and if that is too late its function is waited for.
func stopped(b *builder) []Stmt {
	d, v, tm, done := b.between(1, 5)*ms, b.variable(), b.timer(), b.channel(0)
	s := one(st(AfterFunc, tm, d).do(st(Inc, v), st(Close, done)))
	wait := one(st(If, RegIs, 0, 0).do(st(Recv, 1, done)))
	before := b.draw(3)
	switch {
	case b.faulty(Fault{"a timer may have fired when it is stopped", []string{race, failure}, true}):
		before, wait = 0, nil
	case b.wrong("a timer fires when it is stopped", race, failure):
		before, wait = 1, nil
	case b.wrong("a timer has fired when it is stopped", race):
		before, wait = 2, nil
	}
	if before > 0 {
		s = append(s, st(Sleep, d*before))
	}
	return seq(s, one(st(StopTimer, 0, tm)), wait, one(st(Inc, v)))
}

// ticking: ticks are counted until there were enough.
func ticking(b *builder) []Stmt {
	k, d, tk, n := b.size(1, 3), b.between(1, 5)*ms, b.ticker(), b.variable()
	quit, done := b.channel(0), b.channel(0)
	s := one(st(NewTicker, tk, d))
	if b.draw(2) == 0 {
		s = append(s, st(Repeat, k).do(st(RecvTick, tk), st(Inc, n)), st(StopTicker, tk))
		if b.wrong("a tick is waited for after the ticker was stopped", deadlock) {
			s = append(s, st(RecvTick, tk))
		}
		return append(s, st(WantVar, n, k))
	}
	loop := st(While, Always).do(st(Select).do(st(CaseTick, tk).do(st(Inc, n)), st(CaseRecv, 0, quit).do(st(Close, done), st(Return))))
	s = append(s, st(Go).do(loop), st(Sleep, k*d))
	s = append(s, st(StopTicker, tk))
	if b.wrong("who counts ticks is not told to stop", leak) {
		return s
	}
	s = append(s, st(Close, quit))
	if !b.wrong("who counts ticks is not waited for", race) {
		s = append(s, st(Recv, 0, done))
	}
	return append(s, st(Get, 0, n))
}

// later: a reading of the clock is later than those before it.
func later(b *builder) []Stmt {
	b.Clocked = true
	first, second := b.atomic(), b.atomic()
	begin := one(st(Now, 0))
	d := b.between(1, 20) * ms
	elapsed := d
	if b.wrong("a sleep is believed to take longer than it does", failure) {
		elapsed = 2 * d
	}
	own := seq(one(st(Now, 1), st(WantLater, 0, 1)), b.work(), one(st(Now, 2), st(WantLater, 1, 2), st(Sleep, d), st(WantElapsed, 1, d), st(WantElapsed, 2, elapsed)))
	if b.draw(2) == 0 {
		return seq(begin, own)
	}
	c := b.channel(b.draw(2))
	earlier, after := one(st(NowTo, first), st(Send, c, 1)), one(st(Recv, 0, c), st(NowTo, second))
	if b.wrong("a reading of the clock is believed to be before another's", failure) {
		earlier, after = one(st(NowTo, first)), one(st(NowTo, second))
	}
	bodies := [][]Stmt{seq(b.work(), earlier), after}
	if elapsed != d || b.draw(2) == 1 {
		bodies = append(bodies, own)
	}
	return seq(begin, b.together(bodies...), one(st(WantLess, first, second)))
}

// sleeping: what a goroutine did is waited for.
func sleeping(b *builder) []Stmt {
	v, c := b.variable(), b.channel(0)
	d := b.between(1, 5) * ms
	s := one(st(Go).do(seq(b.work(), one(st(Inc, v), st(Close, c)))...))
	if b.wrong("a sleep in place of synchronization", race) {
		return append(s, st(Sleep, d), st(WantVar, v, 1))
	}
	if b.draw(2) == 1 {
		s = append(s, st(Sleep, d))
	}
	return append(s, st(Recv, 0, c), st(WantVar, v, 1))
}

// postponed: a timer that is set again and again fires once.
func postponed(b *builder) []Stmt {
	b.Timed = true
	d, k, a, tm := b.between(10, 20)*ms, b.size(1, 3), b.atomic(), b.timer()
	pause := d / 5
	if b.wrong("a timer is postponed too late", failure) {
		pause = d + ms
	}
	return one(st(AfterFunc, tm, d).do(st(Add, a, 1)), st(Repeat, k).do(st(Sleep, pause), st(ResetTimer, 0, tm, d)), st(Sleep, 3*d), st(WantAtomic, a, 1))
}

// drained: a timer's channel.
func drained(b *builder) []Stmt {
	d, tm, v, w := b.between(1, 5)*ms, b.timer(), b.variable(), b.channel(0)
	s := one(st(NewTimer, tm, d), st(Go).do(append(b.work(), st(Set, v, 1), st(Send, w, 1))...))
	stop := one(st(StopTimer, 0, tm))
	if b.wrong("a timer that was stopped is waited for", deadlock) {
		stop = append(stop, st(If, RegIs, 0, 1).do(st(RecvTimer, tm)))
	} else if b.draw(2) == 1 {
		stop = one(st(RecvTimer, tm))
	}
	s = append(s, stop...)
	if b.wrong("who was started is waited for by the clock only", race) {
		return append(s, st(Sleep, d), st(WantVar, v, 1), st(Recv, 0, w))
	}
	return append(s, st(Recv, 0, w), st(WantVar, v, 1))
}

// sleepers: goroutines sleep, and end in the order of their times or not.
func sleepers(b *builder) []Stmt {
	n, last, d := b.size(2, 3), b.atomic(), b.between(1, 3)*ms
	b.Timed = true
	same := b.wrong("two sleeps of one length are believed to end in order", failure)
	bodies := make([][]Stmt, n)
	for i := range bodies {
		length := d * (1 + 2*i)
		if same {
			length = d
		}
		bodies[i] = one(st(Sleep, length), st(Store, last, i+1))
	}
	return seq(b.together(bodies...), one(st(WantAtomic, last, n)))
}

// measured: something takes as long as it should, and not much longer.
func measured(b *builder) []Stmt {
	b.Clocked = true
	d, c := b.between(1, 20)*ms, b.channel(b.draw(2))
	most := b.patience(d)
	if b.wrong("something is believed to be quicker than it is", failure) {
		most = d / 2
	}
	wait := one(st(Sleep, d))
	if b.draw(2) == 1 {
		wait = one(st(Go).do(st(Sleep, d), st(Send, c, 1)), st(Recv, 0, c))
	}
	return seq(one(st(Now, 0)), wait, one(st(WantElapsed, 0, d), st(WantWithin, 0, most)))
}

// inTime: a context has not ended before its time.
func inTime(b *builder) []Stmt {
	x, d := b.context(), b.between(1, 20)*ms
	most := b.patience(d)
	if b.wrong("a context is believed to live longer than it does", failure) {
		most = d / 2
	}
	return one(st(WithTimeout, x, most), st(Sleep, d), st(If, CtxLives, x).orElse(st(Fail)), st(Cancel, x))
}

// untilTheEnd: a goroutine lives as long as the test.
func untilTheEnd(b *builder) []Stmt {
	x, c := b.context(), b.channel(0)
	wait := one(st(RecvDone, x))
	switch b.draw(3) {
	case 1:
		b.Polls = true
		wait = one(st(While, CtxLives, x).do(b.pause()...))
	case 2:
		wait = one(st(While, Always).do(st(Select).do(st(CaseDone, x).do(st(Return)), st(CaseAfter, ms).do(b.idle()...))))
	}
	if b.wrong("a goroutine lives on after the test", leak) {
		wait = one(st(Recv, 0, c))
	}
	return one(st(OfTest, x), st(Go).do(wait...))
}

// cleanedUp: a goroutine is stopped when the test is cleaned up.
func cleanedUp(b *builder) []Stmt {
	n, quit, wg := b.variable(), b.channel(0), b.waitGroup()
	d := b.between(1, 5) * ms
	body := one(st(Recv, 0, quit), st(Inc, n))
	if b.draw(2) == 1 {
		body = one(st(While, Always).do(st(Select).do(st(CaseRecv, 0, quit).do(st(Inc, n), st(Return)), st(CaseAfter, d).do(b.idle()...))))
	}
	clean := one(st(Close, quit), st(WGWait, wg), st(WantVar, n, 1))
	switch {
	case b.wrong("the cleaning up forgets to say that it is over", deadlock):
		clean = one(st(WGWait, wg), st(WantVar, n, 1))
	case b.wrong("the cleaning up does not wait", race):
		clean = one(st(Close, quit), st(WantVar, n, 1))
	}
	return one(st(Cleanup).do(clean...), st(WGGo, wg).do(body...))
}
