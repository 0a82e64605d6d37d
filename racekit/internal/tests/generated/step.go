package generated

import (
	"maps"
	"slices"
)

// Steps of the model.

// after returns the state after goroutine g has done something and goes on.
func (s *state) after(g int, do func(*state, *task)) *state {
	c := s.clone()
	t := &c.tasks[g]
	t.pc, t.phase = t.pc+1, 0
	do(c, t)
	c.settle(g)
	return c
}

// stays is likewise, and the goroutine has more to do for the instruction.
func (s *state) stays(g int, do func(*state, *task)) *state {
	c := s.clone()
	c.tasks[g].phase++
	do(c, &c.tasks[g])
	return c
}

func nothing(*state, *task) {}

// ends notes what ends the program.
func (s *state) ends(kind string) []*state {
	s.found[kind] = true
	return nil
}

// steps returns the states after a step of goroutine g; none if it is blocked.
func (s *state) steps(g int, in *instr) []*state {
	step := func(ok bool, do func(*state, *task)) []*state {
		if !ok {
			return nil
		}
		return []*state{s.after(g, do)}
	}
	t := &s.tasks[g]
	switch in.Op {
	case read:
		return step(true, func(c *state, t *task) { t.was = c.vars[in.A] })
	case write:
		return step(true, func(c *state, t *task) { c.vars[in.A], t.was = t.was+1, 0 })
	case Set:
		return step(true, func(c *state, _ *task) { c.vars[in.A] = in.B })
	case Get:
		return step(true, func(c *state, t *task) { t.r[in.A] = c.vars[in.B] })
	case PutReg:
		return step(true, func(c *state, t *task) { c.vars[in.A] = t.r[in.B] + in.C })
	case WantVar:
		return step(true, func(c *state, _ *task) { c.want(c.vars[in.A] == in.B) })
	case Add:
		return step(true, func(c *state, _ *task) { c.atomics[in.A] += in.B })
	case AddGet:
		return step(true, func(c *state, t *task) { c.atomics[in.B] += in.C; t.r[in.A] = c.atomics[in.B] })
	case Store:
		return step(true, func(c *state, _ *task) { c.atomics[in.A] = in.B })
	case StoreReg:
		return step(true, func(c *state, t *task) { c.atomics[in.A] = t.r[in.B] + in.C })
	case Load:
		return step(true, func(c *state, t *task) { t.r[in.A] = c.atomics[in.B] })
	case WantAtomic:
		return step(true, func(c *state, _ *task) { c.want(c.atomics[in.A] == in.B) })
	case WantLess:
		return step(true, func(c *state, _ *task) { c.want(c.atomics[in.A] < c.atomics[in.B]) })

	case MapSet:
		return step(true, func(c *state, _ *task) {
			c.maps[in.A] = maps.Clone(c.maps[in.A])
			if c.maps[in.A] == nil {
				c.maps[in.A] = map[int]int{}
			}
			c.maps[in.A][in.B] = in.C
		})
	case MapGet:
		return step(true, func(c *state, t *task) { t.r[in.A] = c.maps[in.B][in.C] })
	case Register:
		return step(true, func(c *state, t *task) {
			if c.synced[in.B] == 0 {
				c.synced[in.B] = in.C
			}
			t.r[in.A] = c.synced[in.B]
		})
	case MapLoad:
		return step(true, func(c *state, t *task) { t.r[in.A] = c.synced[in.B] })
	case MapStore:
		return step(true, func(c *state, _ *task) { c.synced[in.A] = in.B })

	case Lock:
		return step(!s.locked[in.A], func(c *state, _ *task) { c.locked[in.A] = true })
	case Unlock:
		if !s.locked[in.A] {
			return s.ends(fatal)
		}
		return step(true, func(c *state, _ *task) { c.locked[in.A] = false })
	case RLock:
		return step(!s.rw[in.A].wanted, func(c *state, _ *task) { c.rw[in.A].readers++ })
	case RUnlock:
		return step(true, func(c *state, _ *task) { c.rw[in.A].readers-- })
	case WLock:
		if t.phase == 0 && !s.rw[in.A].wanted {
			return []*state{s.stays(g, func(c *state, _ *task) { c.rw[in.A].wanted = true })}
		}
		return step(t.phase == 1 && s.rw[in.A].readers == 0, nothing)
	case WUnlock:
		return step(true, func(c *state, _ *task) { c.rw[in.A].wanted = false })

	case Send, SendReg:
		x := in.B
		if in.Op == SendReg {
			x = t.r[in.B]
		}
		return s.sends(g, in.A, x, nothing)
	case Recv:
		return s.receives(g, in.B, func(c *state, t *task, x int, _ bool) { t.r[in.A] = x })
	case Range:
		return s.receives(g, in.B, ranges(in))
	case Close:
		if s.chans[in.A].closed {
			return s.ends(panics)
		}
		return step(true, func(c *state, _ *task) { c.chans[in.A].closed = true })
	case Select:
		return s.selects(g, in)

	case WGAdd, WGDone:
		n := in.B
		if in.Op == WGDone {
			n = -1
		}
		if s.wgs[in.A]+n < 0 {
			return s.ends(panics)
		}
		return step(true, func(c *state, _ *task) { c.wgs[in.A] += n })
	case WGWait:
		return step(s.wgs[in.A] == 0, nothing)
	case WGGo:
		return step(true, func(c *state, t *task) { c.wgs[in.A]++; c.spawn(in.fn, t.r) })
	case Go:
		return step(true, func(c *state, t *task) { c.spawn(in.fn, t.r) })
	case taken:
		if s.onces[in.A] == 2 {
			return step(true, func(_ *state, t *task) { t.pc = in.to })
		}
		return step(s.onces[in.A] == 0, func(c *state, _ *task) { c.onces[in.A] = 1 })
	case done:
		return step(true, func(c *state, _ *task) { c.onces[in.A] = 2 })
	case Wait:
		m := s.Conds[in.A]
		switch t.phase {
		case 0:
			return []*state{s.stays(g, func(c *state, _ *task) {
				c.locked[m] = false
				c.waiting[in.A] = append(slices.Clip(c.waiting[in.A]), g)
			})}
		case 2:
			return step(!s.locked[m], func(c *state, _ *task) { c.locked[m] = true })
		}
		return nil
	case Signal, Broadcast:
		return step(true, func(c *state, _ *task) {
			n := len(c.waiting[in.A])
			if in.Op == Signal {
				n = min(n, 1)
			}
			for _, w := range c.waiting[in.A][:n] {
				c.tasks[w].phase = 2
			}
			c.waiting[in.A] = c.waiting[in.A][n:]
		})
	case skip:
		return step(true, func(c *state, t *task) {
			if !c.holds(t, in) {
				t.pc = in.to
			}
		})
	}
	return s.waits(g, in)
}

// holds is a condition about what goroutines share; a CompareAndSwap or TryLock
// in it takes place.
func (s *state) holds(t *task, in *instr) bool {
	switch in.A {
	case AtomicIs:
		return s.atomics[in.B] == in.C
	case AtomicNot:
		return s.atomics[in.B] != in.C
	case VarIs:
		return s.vars[in.B] == in.C
	case VarNot:
		return s.vars[in.B] != in.C
	case CtxLives:
		return !s.ctxs[in.B].full
	case CASFails:
		if s.atomics[in.B] != t.r[in.C] {
			return true
		}
		s.atomics[in.B]++
		return false
	case TryFails:
		if s.locked[in.B] {
			return true
		}
		s.locked[in.B] = true
		return false
	}
	panic("a condition that the model does not have")
}

func ranges(in *instr) func(*state, *task, int, bool) {
	return func(_ *state, t *task, x int, ok bool) {
		t.r[in.A] = x
		if !ok {
			t.pc = in.to
		}
	}
}

// receives returns the states after g received from c; from an unbuffered
// channel it does where another sends.
func (s *state) receives(g, ch int, got func(c *state, t *task, x int, ok bool)) []*state {
	switch from := &s.chans[ch]; {
	case len(from.buf) > 0:
		return []*state{s.after(g, func(c *state, t *task) {
			x := c.chans[ch].buf[0]
			c.chans[ch].buf = c.chans[ch].buf[1:]
			got(c, t, x, true)
		})}
	case from.closed:
		return []*state{s.after(g, func(c *state, t *task) { got(c, t, 0, false) })}
	}
	return nil
}

// sends returns the states after g sent x to a channel.
func (s *state) sends(g, ch, x int, sent func(*state, *task)) []*state {
	to := &s.chans[ch]
	switch {
	case to.closed:
		return s.ends(panics)
	case len(to.buf) < s.Chans[ch]:
		return []*state{s.after(g, func(c *state, t *task) {
			c.chans[ch].buf = append(slices.Clip(c.chans[ch].buf), x)
			sent(c, t)
		})}
	case s.Chans[ch] > 0:
		return nil
	}
	var out []*state
	mine := s.next(g)
	polls := mine.Op == Select && slices.ContainsFunc(mine.cases, func(b branch) bool { return b.Op == Default })
	meet := func(other int, got func(c *state, t *task)) {
		c := s.after(g, sent)
		o := &c.tasks[other]
		o.pc, o.phase = o.pc+1, 0
		got(c, o)
		c.settle(other)
		out = append(out, c)
	}
	for other := range s.tasks {
		in := s.next(other)
		switch {
		case in == nil || other == g:
		case in.Op == Recv && in.B == ch:
			meet(other, func(_ *state, t *task) { t.r[in.A] = x })
		case in.Op == Range && in.B == ch:
			meet(other, func(c *state, t *task) { ranges(in)(c, t, x, true) })
		case in.Op == Select && !(polls && slices.ContainsFunc(in.cases, func(b branch) bool { return b.Op == Default })):
			for _, b := range in.cases {
				if b.Op == CaseRecv && b.B == ch {
					meet(other, func(_ *state, t *task) { t.r[b.A], t.pc = x, b.to })
				}
			}
		}
	}
	return out
}

// selects returns the states after one of the cases. Where another goroutine is
// about to send or receive, a default may still come first.
func (s *state) selects(g int, in *instr) []*state {
	t := &s.tasks[g]
	for _, b := range in.cases {
		if b.Op == CaseAfter && t.phase == 0 {
			return []*state{s.stays(g, func(c *state, t *task) { t.when = c.clock + b.A })}
		}
	}
	var out []*state
	certain := false
	var other *branch
	for _, b := range in.cases {
		take := func(_ *state, t *task) { t.pc = b.to }
		switch b.Op {
		case Default:
			other = &b
		case CaseRecv:
			ready := s.receives(g, b.B, func(_ *state, t *task, x int, _ bool) { t.r[b.A], t.pc = x, b.to })
			certain = certain || len(ready) > 0
			out = append(out, ready...)
		case CaseSend:
			ready := s.sends(g, b.A, b.B, take)
			certain = certain || len(ready) > 0 && s.Chans[b.A] > 0
			out = append(out, ready...)
		case CaseDone, CaseTick, CaseAfter:
			ready := b.Op == CaseDone && s.ctxs[b.A].full || b.Op == CaseTick && s.tickers[b.A].full || b.Op == CaseAfter && s.clock >= t.when
			if ready {
				certain = true
				out = append(out, s.after(g, func(c *state, t *task) {
					if b.Op == CaseTick {
						c.tickers[b.A].full = false
					}
					take(c, t)
				}))
			}
		}
	}
	if other != nil && !certain {
		to := other.to
		out = append(out, s.after(g, func(_ *state, t *task) { t.pc = to }))
	}
	return out
}
