package sched

// surw is the Selectively Uniform Random Walk (Zhao et al., ASPLOS 2025): the
// order of the events on one object, drawn for this execution, is uniform; all
// other events are taken by random priorities. A task that comes to such an
// event before the task whose turn it is waits for it.
type surw struct {
	turn uint32 // the task that has the next event on the object; 0 is not yet drawn
	low  uint64 // the priority of the last task that yielded
}

// heldPrio is that of the tasks that wait for their turn.
const heldPrio = 1 << 40

var theSURW surw

func (p *surw) Begin(*Scheduler) { p.turn, p.low = 0, yieldedPrio }

func (*surw) Enter(s *Scheduler, id uint32) { s.mem.Tasks[id].Prio = highPrio | s.Rand.Next() }

// Fork gives the parent's turn to the child as often as the event would have
// been the child's.
func (p *surw) Fork(s *Scheduler, id, parent uint32) {
	child := uint64(s.mem.Family[id].weight)
	if all := child + uint64(s.mem.Family[parent].weight); p.turn == parent && child > 0 &&
		uint64(s.Rand.N(uint32(min(all, 1<<32-1)))) < child {
		p.turn = id
	}
}

func (p *surw) Yield(s *Scheduler, id uint32) {
	p.low--
	s.SetPrio(id, p.low)
}

func (p *surw) Pick(s *Scheduler, _ uint32) uint32 {
	for {
		id := s.top()
		prio := s.mem.Tasks[id].Prio
		if prio == heldPrio {
			// Whose turn it is cannot come: it is blocked.
			p.turn = s.heavy(true)
			return p.turn
		}
		if prio < heldPrio || !s.selected(id) {
			return id
		}
		if k := &s.mem.Family[id]; k.weight == 0 {
			k.weight = 1
		}
		if p.turn == 0 {
			p.turn = s.heavy(false)
		}
		if p.turn == id {
			return id
		}
		s.SetPrio(id, heldPrio)
	}
}

func (p *surw) Step(s *Scheduler, id uint32) {
	if s.selected(id) {
		s.spend(id)
		p.turn = 0
		for i := range s.nheap {
			if e := &s.mem.Ready[i]; e.prio == heldPrio {
				e.prio = highPrio | s.Rand.Next()
				s.mem.Tasks[e.id].Prio = e.prio
			}
		}
		s.heapify()
	}
	s.SetPrio(id, highPrio|s.Rand.Next())
}

// selected reports whether the pending operation of id is on the object of
// this execution.
func (s *Scheduler) selected(id uint32) bool {
	t := &s.mem.Tasks[id]
	return s.focus != 0 && t.PC != 0 && len(s.mem.Family) != 0 &&
		s.prof.uses(s.focus, UseKey(s.mem.Family[id].Sig, uint32(t.PC-s.TextBase)))
}

// heavy draws a task by weight: of all, or of those that wait for their turn.
func (s *Scheduler) heavy(held bool) uint32 {
	total := uint64(0)
	for id := uint32(1); id <= s.tasks; id++ {
		total += s.heaviness(id, held)
	}
	x := uint64(s.Rand.N(uint32(min(total, 1<<32-1))))
	for id := uint32(1); id <= s.tasks; id++ {
		w := s.heaviness(id, held)
		if x < w {
			return id
		}
		x -= w
	}
	return s.top()
}

func (s *Scheduler) heaviness(id uint32, held bool) uint64 {
	if held && (s.mem.Places[id] == 0 || s.mem.Tasks[id].Prio != heldPrio) {
		return 0
	}
	return uint64(s.mem.Family[id].weight)
}
