package sched

// An Offer is a task that could run at a step, and what it was about to do.
type Offer struct {
	Task   uint32
	PC     uint32 // offset from the start of the program's text
	Object uint64 // address
	Size   uint32 // bytes of memory; 0 is a word
	Op     Op
	Flags  uint8
	Ways   uint8 // of the task that ran: how many ways its select had; 0 and 1 are no choice
}

// Flags of an Offer.
const (
	OfferLast  = 1 << 0 // the step has no more of them
	OfferWaits = 1 << 1 // it would only begin to wait
	OfferDone  = 1 << 2 // the operation was completed by who woke the task
)

// A decision is a task, and the way that its select takes above it.
const (
	wayShift = 24
	taskMask = 1<<wayShift - 1
	maxWays  = 127
)

// Decision is a word of a script.
func Decision(task uint32, way uint8) uint32 { return task | uint32(way)<<wayShift }

// TaskOf returns the task of a decision.
func TaskOf(decision uint32) uint32 { return decision & taskMask }

// WayOf returns the way of a decision.
func WayOf(decision uint32) uint8 { return uint8(decision >> wayShift) }

// offer records who can run at the step that id is about to take, by number.
// Where there is no room, that step and all after it have no offers.
func (s *Scheduler) offer(id uint32) {
	n := int(s.NumReady())
	if s.clock {
		n++
	}
	if s.Offered < 0 || s.Offered+n > len(s.mem.Offers) {
		s.Offered = -1
		return
	}
	end := s.Offered + n
	if s.clock {
		s.put(Offer{Task: Clock, Op: OpTime}, id)
	}
	for task := uint32(1); s.Offered < end; task++ {
		if s.mem.Places[task] == 0 {
			continue
		}
		t := &s.mem.Tasks[task]
		o := Offer{Task: task, Object: t.Object, Size: t.Size, Op: t.Op}
		if t.PC != 0 {
			o.PC = uint32(t.PC - s.TextBase)
		}
		if t.Waits {
			o.Flags |= OfferWaits
		}
		if t.Done {
			o.Flags |= OfferDone
		}
		s.put(o, id)
	}
	s.mem.Offers[end-1].Flags |= OfferLast
	s.drawn = false
}

func (s *Scheduler) put(o Offer, id uint32) {
	if o.Task == id {
		s.chosen = s.Offered
	}
	s.mem.Offers[s.Offered] = o
	s.Offered++
}

// Widen gives the scheduler the memory for Options.Wide.
func (s *Scheduler) Widen(offers []Offer) { s.mem.Offers = offers }

// Way returns which of n ways the select of the current step takes. It is for
// executions that offer, where it is a decision like others. Only the first
// select of a step can have one; of others it is not ok.
func (s *Scheduler) Way(n int) (way int, ok bool) {
	if n < 2 || s.Offered <= 0 {
		return 0, true
	}
	if s.drawn || n > maxWays || s.Stored == 0 || s.mem.Offers[s.chosen].Op != OpSelect {
		return 0, false
	}
	s.drawn = true
	s.mem.Offers[s.chosen].Ways = uint8(n)
	way = min(s.way, n-1)
	if way > 0 {
		e := &s.mem.Events[s.Stored-1]
		e.Task = Decision(e.Task, uint8(way))
		s.Hash = mix(s.Hash ^ uint64(way))
	}
	return way, true
}

// patient chooses where all ways to go on are to be known. Nobody begins to
// wait while somebody can do something else, or the clock can move: who waits
// for a lock is in its queue, and only the first there is woken; who does not
// can have it next.
func (s *Scheduler) patient(cur uint32, yields bool) uint32 {
	if cur != 0 && yields {
		s.strategy.Yield(s, cur)
		cur = 0
	}
	walks := s.cfg.Kind == RandomWalk
	if cur != 0 && !walks && !s.mem.Tasks[cur].Waits {
		return cur
	}
	n, best := uint32(0), uint32(0)
	for id := uint32(1); id <= s.tasks; id++ {
		t := &s.mem.Tasks[id]
		if s.mem.Places[id] == 0 || t.Waits {
			continue
		}
		n++
		if best == 0 || walks && s.Rand.N(n) == 0 || !walks && t.Prio > s.mem.Tasks[best].Prio {
			best = id
		}
	}
	switch {
	case best != 0:
		return best
	case s.Timer:
		return Clock
	}
	return s.top()
}
