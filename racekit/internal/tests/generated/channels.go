package generated

// Parts with channels.

// pipeline: some send, some take what comes until the channel is closed.
func pipeline(b *builder) []Stmt {
	k, takers, sum := b.size(1, 3), b.size(1, 2), b.variable()
	c, g := b.channel(b.draw(3)), b.guard()
	send := []Stmt{}
	for i := range k {
		send = append(send, st(Send, c, i+1))
	}
	end := one(st(Close, c))
	switch {
	case b.wrong("the channel is not closed", deadlock):
		end = nil
	case b.wrong("the channel is closed twice", panics):
		end = one(st(Close, c), st(Close, c))
	}
	bodies := [][]Stmt{seq(b.work(), send, end)}
	if b.wrong("another goroutine sends, and nobody waits for it before close", panics, failure, race) {
		bodies = append(bodies, one(st(Send, c, 0)))
	}
	for i := range takers {
		add := g.around(st(Inc, sum))
		if i == 0 && takers > 1 && k > 1 && b.wrong("who takes from a channel counts without a lock", race) {
			add = one(st(Inc, sum))
		}
		bodies = append(bodies, one(st(Range, 0, c).do(add...)))
	}
	return seq(b.together(bodies...), one(st(WantVar, sum, k)))
}

// workers: a pool, whose results are closed when all are done.
func workers(b *builder) []Stmt {
	n, jobs, wg := b.size(1, 3), b.size(1, 3), b.waitGroup()
	in, total := b.channel(jobs), b.variable()
	room := b.draw(2) * jobs
	unread := b.wrong("nobody reads the results while they come", deadlock)
	if unread {
		room = 0
	}
	out := b.channel(room)
	var s []Stmt
	for i := range jobs {
		s = append(s, st(Send, in, i+1))
	}
	if !b.wrong("the jobs have no end", deadlock) {
		s = append(s, st(Close, in))
	}
	s = append(s, st(WGAdd, wg, n))
	for i := range n {
		body := seq(one(st(Range, 0, in).do(seq(b.idle(), one(st(SendReg, out, 0)))...)))
		if i > 0 || !b.wrong("a worker does not say that it is done", deadlock) {
			body = append(body, st(WGDone, wg))
		}
		s = append(s, st(Go).do(body...))
	}
	shut := one(st(WGWait, wg), st(Close, out))
	if b.wrong("the results are closed before the workers are done", panics, failure, race) {
		shut = one(st(Close, out))
	}
	if unread {
		s = append(s, shut...)
	} else {
		s = append(s, st(Go).do(shut...))
	}
	return append(s, st(Range, 1, out).do(st(Inc, total)), st(WantVar, total, jobs))
}

// handOver: two goroutines use a variable in turn.
func handOver(b *builder) []Stmt {
	k, v, there, back := b.size(1, 2), b.variable(), b.channel(b.draw(2)), b.channel(b.draw(2))
	mine := one(st(Repeat, k).do(st(Inc, v), st(Send, there, 1), st(Recv, 0, back)), st(Inc, v))
	yours := one(st(Repeat, k).do(st(Recv, 0, there), st(Inc, v), st(Send, back, 1)))
	switch {
	case b.wrong("the variable is used after it was handed over", race):
		mine = one(st(Repeat, k).do(st(Inc, v), st(Send, there, 1), st(Inc, v), st(Recv, 0, back)))
	case b.wrong("the variable is used after it was given back", race):
		yours = one(st(Repeat, k).do(st(Recv, 0, there), st(Send, back, 1), st(Inc, v)))
	}
	return seq(b.together(seq(b.work(), mine), yours), one(st(Get, 0, v)))
}

// closing: a channel that is closed tells all.
func closing(b *builder) []Stmt {
	n, v, c := b.size(1, 3), b.variable(), b.channel(0)
	bodies := [][]Stmt{}
	set := one(st(Set, v, 7), st(Close, c))
	switch {
	case b.wrong("the news is told before it is true", race):
		set = one(st(Close, c), st(Set, v, 7))
	case b.wrong("only one is told", deadlock):
		n++
		set = one(st(Set, v, 7), st(Send, c, 1))
	}
	for range n {
		bodies = append(bodies, one(st(Recv, 0, c), st(WantVar, v, 7)))
	}
	return seq(b.together(append(bodies, seq(b.work(), set))...), one(st(WantVar, v, 7)))
}

// quitting: goroutines serve until they are told to stop.
func quitting(b *builder) []Stmt {
	n, k, served := b.size(1, 2), b.size(1, 3), b.variable()
	jobs, g, wg := b.channel(0), b.guard(), b.waitGroup()
	quit := b.channel(0)
	var stop, stopped, begin []Stmt
	if b.draw(2) == 1 {
		x := b.context()
		begin, stop, stopped = one(st(WithCancel, x)), one(st(Cancel, x)), one(st(CaseDone, x).do(st(Return)))
	} else {
		stop, stopped = one(st(Close, quit)), one(st(CaseRecv, 3, quit).do(st(Return)))
	}
	serve := g.around(st(Inc, served))
	if b.wrong("those who serve count without a lock", race) {
		serve, n, k = one(st(Inc, served)), 2, 2
	}
	s := seq(begin)
	for range n {
		s = append(s, st(WGGo, wg).do(st(While, Always).do(st(Select).do(append(one(st(CaseRecv, 0, jobs).do(serve...)), stopped...)...))))
	}
	for i := range k {
		s = append(s, st(Send, jobs, i))
	}
	s = append(s, b.work()...)
	if !b.wrong("those who serve are not told to stop", deadlock) {
		s = append(s, stop...)
	}
	if !b.wrong("nobody waits for those who serve", race, failure) {
		s = append(s, st(WGWait, wg))
	}
	return append(s, st(WantVar, served, k))
}

// answer: somebody asks and waits for the answer.
func answer(b *builder) []Stmt {
	n, ask := b.size(1, 2), b.channel(b.draw(2))
	var bodies [][]Stmt
	var serve []Stmt
	for range n {
		reply := b.channel(b.draw(2))
		bodies = append(bodies, one(st(Send, ask, reply), st(Recv, 0, reply), st(WantReg, 0, 5)))
		send := one(st(Send, reply, 5))
		if b.wrong("a question has no answer", deadlock) {
			send = nil
		}
		serve = append(serve, st(If, RegIs, 0, reply).do(send...))
	}
	bodies = append(bodies, one(st(Repeat, n).do(seq(one(st(Recv, 0, ask)), b.idle(), serve)...)))
	a := b.atomic()
	return seq(b.together(append(bodies, one(st(Add, a, 1)))...), one(st(WantAtomic, a, 1)))
}

// abandoned: a goroutine that nobody waits for ends by itself.
func abandoned(b *builder) []Stmt {
	c, late := b.channel(0), b.draw(2) == 1
	waits, ends := one(st(Recv, 0, c)), one(st(Close, c))
	if b.draw(2) == 1 {
		waits = one(st(Range, 0, c))
	}
	if b.wrong("a goroutine waits for ever", leak) {
		ends, late = nil, false // who sleeps could know the channel
	}
	if late {
		room := 1
		if b.wrong("a goroutine sleeps, and then nobody takes what it sends", leak) {
			room = 0
		}
		d := b.channel(room)
		ends = append(ends, st(Go).do(st(Sleep, b.between(1, 20)*ms), st(Send, d, 1)))
	}
	return seq(one(st(Go).do(seq(b.idle(), waits)...)), ends)
}

// full: a channel that may be full is tried.
func full(b *builder) []Stmt {
	n, c, sent, dropped := b.size(2, 3), b.channel(1), b.atomic(), b.atomic()
	bodies := make([][]Stmt, n)
	for i := range bodies {
		bodies[i] = seq(b.work(), one(st(Select).do(st(CaseSend, c, i).do(st(Add, sent, 1)), st(Default).do(st(Add, dropped, 1)))))
	}
	want := 1
	if b.wrong("a channel with room for one is believed to take all", failure) {
		want = n
	}
	return seq(b.together(bodies...), one(st(WantAtomic, sent, want), st(WantAtomic, dropped, n-want), st(Recv, 0, c)))
}

// either: two send, and who receives takes what comes.
func either(b *builder) []Stmt {
	x, y, v, w := b.channel(b.draw(2)), b.channel(b.draw(2)), b.variable(), b.variable()
	first := one(st(Select).do(st(CaseRecv, 0, x).do(st(WantVar, v, 1)), st(CaseRecv, 1, y).do(st(WantVar, w, 1))))
	if b.wrong("one of two is believed to come first", race) {
		first = one(st(Select).do(st(CaseRecv, 0, x).do(st(WantVar, v, 1)), st(CaseRecv, 1, y).do(st(WantVar, v, 1))))
	}
	rest := one(st(If, RegIs, 0, 1).do(st(Recv, 1, y)).orElse(st(Recv, 0, x)))
	take := seq(one(st(Let, 0, 0), st(Let, 1, 0)), first, rest, one(st(WantReg, 0, 1), st(WantReg, 1, 2)))
	return seq(b.together(seq(b.work(), one(st(Set, v, 1), st(Send, x, 1))), one(st(Set, w, 1), st(Send, y, 2)), take), one(st(WantVar, v, 1)))
}

// subtests: parallel subtests, and what is done after them.
func subtests(b *builder) []Stmt {
	n, v, g := b.size(2, 3), b.variable(), b.guard()
	var s []Stmt
	for i := range n {
		section := g.around(st(Inc, v))
		if i == 0 && b.wrong("a parallel subtest takes no lock", race) {
			section = one(st(Inc, v))
		}
		s = append(s, st(Subtest).do(seq(one(st(Parallel)), b.work(), section)...))
	}
	check := one(st(WantVar, v, n))
	if b.wrong("the check does not wait for parallel subtests", failure, race) {
		return one(st(Subtest).do(append(s, check...)...))
	}
	if b.draw(2) == 1 {
		return one(st(Subtest).do(append(one(st(Cleanup).do(check...)), s...)...))
	}
	return append(one(st(Subtest).do(s...)), check...)
}
