package sched

// longRun is how many steps in a row, each with a choice, a task may take
// before it has to give way once. Without it a strategy that is not fair never
// leaves a loop that waits for another goroutine (hazard 12 of
// docs/internal/hazards.md).
const longRun = 10_000

// spinRun is the same for a task that repeats one operation on one object: a
// failed TryLock, an atomic flag. A repeated update may as well be a counter,
// which waits for nobody: to give way would hide what comes after all of it.
const (
	spinRun   = 16
	updateRun = 128
)

// Clock is the decision that the clock moves to the next timer although
// somebody could run: on a slow machine a timer fires before they do.
const Clock = 0

// earlyOdds is how many decisions there are for one that is Clock, where timers
// may fire early, and dueOdds where the next is due.
const (
	earlyOdds = 32
	dueOdds   = 16
)

// Pick chooses who runs the next step and records it. cur is the task that
// ran last if it can go on, else 0. yields says that cur gives way (Gosched).
// There must be at least one ready task. The result is Clock only while Timer
// is set.
func (s *Scheduler) Pick(cur uint32, yields bool) uint32 {
	s.clock = s.early && s.Timer
	s.Polls = s.Polls && !s.cooperative
	yields = yields || s.Polls || cur != 0 && s.NumReady() > 1 && s.spins(cur)
	id := s.choose(cur, yields)
	s.Polls = false
	if s.follows {
		s.strategy.Step(s, id)
	}
	if yields {
		cur = 0 // it gives way by itself
	}
	s.record(id, cur)
	return id
}

func (s *Scheduler) choose(cur uint32, yields bool) uint32 {
	if s.taken < len(s.script) {
		id := TaskOf(s.script[s.taken])
		s.way = int(WayOf(s.script[s.taken]))
		if id <= s.tasks && s.mem.Places[id] != 0 || id == Clock && s.Timer {
			s.taken++
			return id
		}
		if s.Diverged == 0 {
			s.Diverged = s.taken + 1
		}
		s.taken = len(s.script)
	}
	s.way = 0
	if len(s.turns) > 0 {
		if id, ok := s.turn(); ok && (!s.cooperative || cur == 0 || yields || id == cur || id == Clock) {
			if yields && cur != 0 {
				s.strategy.Yield(s, cur)
			}
			return id
		}
	}
	if s.wide {
		if s.NumReady() > 1 {
			s.contested++
		}
		return s.patient(cur, yields)
	}
	if s.Timer && s.hurries() {
		return Clock
	}
	if s.NumReady() == 1 {
		return s.top()
	}
	s.contested++
	if cur != 0 {
		if yields {
			s.strategy.Yield(s, cur)
			cur = 0
		} else if s.cooperative {
			return cur
		}
	}
	if s.Polls {
		s.served = s.after(s.served)
		return s.served
	}
	if s.fairAt > 0 && s.Steps > s.fairAt {
		if s.heap {
			s.unorder()
		}
		return theWalk.Pick(s, cur)
	}
	return s.strategy.Pick(s, cur)
}

// hurries draws whether the clock moves to the next timer.
func (s *Scheduler) hurries() bool {
	switch {
	case s.planned:
		return false
	case s.early:
		return s.Rand.N(earlyOdds) == 0
	}
	return s.cfg.Kind != FIFO && s.cfg.Kind != LIFO && s.Rand.N(dueOdds) == 0
}

// after returns the next ready task after id, by number and then from the first.
// Where tasks only poll, this keeps random priorities and weights from holding
// up for long the one that they wait for.
func (s *Scheduler) after(id uint32) uint32 {
	for {
		if id++; id > s.tasks {
			id = 1
		}
		if s.mem.Places[id] != 0 {
			return id
		}
	}
}

// spins reports whether cur has run so long without a switch that it must be
// waiting for somebody else.
func (s *Scheduler) spins(cur uint32) bool {
	if s.run >= longRun {
		s.run = 0
		return true
	}
	if s.repeats >= spinLimit(s.mem.Tasks[cur].Op) {
		s.repeats = 0
		return true
	}
	return false
}

// spinLimit is how often an operation is repeated by a task that does not wait.
func spinLimit(op Op) int {
	switch op {
	case OpGo, OpSend, OpRecv, OpSetenv, OpPrint, OpChange: // get on each time, or block
		return longRun
	case OpAtomicRMW, OpLook:
		return updateRun
	}
	return spinRun
}
