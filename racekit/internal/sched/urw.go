package sched

// urw is the Uniform Random Walk (Zhao et al., ASPLOS 2025): a ready task is
// chosen with probability proportional to the number of events that it still
// has, children not yet started included. With exact numbers, and where nobody
// blocks, every interleaving is equally likely.
//
// Each ready task has an alarm clock that rings after an exponentially
// distributed time with its weight as rate: the next to ring is a draw by
// weight, and a decision costs no more than a heap does.
type urw struct {
	now uint64
	low uint64 // the priority of the last task that yielded
}

var theURW urw

func (u *urw) Begin(*Scheduler) { u.now, u.low = 0, yieldedPrio }

func (u *urw) Enter(s *Scheduler, id uint32) { s.mem.Tasks[id].Prio = u.alarm(s, id) }

func (u *urw) alarm(s *Scheduler, id uint32) uint64 {
	return ^min(u.now+exponential(s.Rand.Next())/uint64(s.weight(id)), highPrio-1)
}

func (u *urw) Fork(s *Scheduler, _, parent uint32) {
	if s.IsReady(parent) {
		s.SetPrio(parent, u.alarm(s, parent))
	}
}

func (u *urw) Yield(s *Scheduler, id uint32) {
	u.low--
	s.SetPrio(id, u.low)
}

func (*urw) Pick(s *Scheduler, _ uint32) uint32 { return s.top() }

func (u *urw) Step(s *Scheduler, id uint32) {
	if prio := s.mem.Tasks[id].Prio; prio >= highPrio && id == s.top() {
		u.now = ^prio
	}
	s.spend(id)
	s.SetPrio(id, u.alarm(s, id))
}

// exponential turns random bits into an exponentially distributed number with
// mean 1<<36.
func exponential(bits uint64) uint64 {
	// The bits are m/2^k as a number below 1, with 1 <= m < 2.
	k := 1
	for bits |= 1; bits < 1<<60; bits <<= 4 {
		k += 4
	}
	zeros := leadingZeros[bits>>60]
	m := float64(bits<<zeros>>11) / (1 << 52)
	x := (m - 1) / (m + 1)
	xx := x * x
	log := 2 * x * (1 + xx*(1/3.0+xx*(1/5.0+xx*(1/7.0+xx*(1/9.0)))))
	return uint64((float64(k+int(zeros))*0.6931471805599453 - log) * (1 << 36))
}

// leadingZeros are those of four bits: a loop over single random bits would be
// mispredicted every other time.
var leadingZeros = [16]uint8{4, 3, 2, 2, 1, 1, 1, 1}
