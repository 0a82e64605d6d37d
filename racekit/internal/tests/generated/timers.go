package generated

// Time in the model.

// waits has the steps that are about time.
func (s *state) waits(g int, in *instr) []*state {
	t := &s.tasks[g]
	step := func(ok bool, do func(*state, *task)) []*state {
		if !ok {
			return nil
		}
		return []*state{s.after(g, do)}
	}
	switch in.Op {
	case Sleep:
		if t.phase == 0 {
			return []*state{s.stays(g, func(c *state, t *task) { t.when = c.clock + in.A })}
		}
		return step(s.clock >= t.when, func(_ *state, t *task) { t.when = 0 })
	case AfterFunc:
		return step(true, func(c *state, t *task) {
			c.timers[in.A] = timer{set: true, when: c.clock + in.B, fn: in.fn, r: t.r}
		})
	case NewTimer:
		return step(true, func(c *state, _ *task) { c.timers[in.A] = timer{set: true, when: c.clock + in.B, fn: -1} })
	case StopTimer, ResetTimer:
		return step(true, func(c *state, t *task) {
			tm := &c.timers[in.B]
			t.r[in.A] = 0
			if tm.set || tm.full {
				t.r[in.A] = 1
			}
			tm.set, tm.full = in.Op == ResetTimer, false
			tm.when = c.clock + in.C
		})
	case RecvTimer:
		return step(s.timers[in.A].full, func(c *state, _ *task) { c.timers[in.A].full = false })
	case NewTicker:
		return step(true, func(c *state, _ *task) {
			c.tickers[in.A] = timer{set: true, when: c.clock + in.B, period: in.B, fn: -1}
		})
	case StopTicker:
		return step(true, func(c *state, _ *task) { c.tickers[in.A].set, c.tickers[in.A].full = false, false })
	case RecvTick:
		return step(s.tickers[in.A].full, func(c *state, _ *task) { c.tickers[in.A].full = false })
	case WithCancel:
		return step(true, func(c *state, _ *task) { c.ctxs[in.A] = timer{fn: -1} })
	case WithTimeout:
		return step(true, func(c *state, _ *task) { c.ctxs[in.A] = timer{set: true, when: c.clock + in.B, fn: -1} })
	case Cancel:
		return step(true, func(c *state, _ *task) { c.expire(&c.ctxs[in.A]) })
	case WhenDone:
		return step(true, func(c *state, t *task) {
			if x := &c.ctxs[in.A]; x.full {
				c.spawn(in.fn, t.r)
			} else {
				x.fn, x.r = in.fn, t.r
			}
		})
	case RecvDone:
		return step(s.ctxs[in.A].full, nothing)
	}
	panic("a statement that the model does not have")
}

// expire ends a context.
func (s *state) expire(x *timer) {
	fn := x.fn
	x.set, x.full, x.fn = false, true, -1
	if fn >= 0 {
		s.spawn(fn, x.r)
	}
}

// fires returns the states after a timer has fired that is due.
func (s *state) fires() []*state {
	var out []*state
	lists := func(s *state) [][]timer { return [][]timer{s.ctxs, s.timers, s.tickers} }
	for i, list := range lists(s) {
		for j, t := range list {
			if !t.set || t.when > s.clock {
				continue
			}
			c := s.clone()
			due := &lists(c)[i][j]
			switch {
			case i == 0:
				c.expire(due)
			case t.fn >= 0:
				due.set = false
				c.spawn(t.fn, t.r)
			case t.period > 0:
				due.full, due.when = true, s.clock+t.period
			default:
				due.set, due.full = false, true
			}
			out = append(out, c)
		}
	}
	return out
}

// later returns the state when the next timer is due; nil if there is none.
func (s *state) later() *state {
	next := -1
	add := func(when int) {
		if when > s.clock && (next < 0 || when < next) {
			next = when
		}
	}
	for g := range s.tasks {
		if in := s.next(g); in != nil && s.tasks[g].phase == 1 && (in.Op == Sleep || in.Op == Select) {
			add(s.tasks[g].when)
		}
	}
	for _, list := range [][]timer{s.ctxs, s.timers, s.tickers} {
		for _, t := range list {
			if t.set {
				add(t.when)
			}
		}
	}
	if next < 0 {
		return nil
	}
	c := s.clone()
	c.clock = next
	return c
}
