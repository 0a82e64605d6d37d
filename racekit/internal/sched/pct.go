package sched

// pct is Probabilistic Concurrency Testing (Burckhardt, Kothari, Musuvathi,
// Nagarakatti, ASPLOS 2010): tasks have random priorities, the highest ready
// one runs, and at d-1 random steps the running one falls below all others. A
// bug of depth d in a program of n tasks and k steps is found with probability
// at least 1/(n*k^(d-1)). Only steps with a choice count.
type pct struct {
	falls changes
	low   uint64 // the priority of the last task that yielded
}

const (
	highPrio    = 1 << 63 // priorities drawn at the start are above this
	changedPrio = 1 << 32 // those at change points are just above this
	yieldedPrio = 1 << 31 // those of tasks that yielded are below this
)

var thePCT pct

func (p *pct) Begin(s *Scheduler) {
	d := s.cfg.Depth
	if d <= 0 {
		d = 1 + int(s.Rand.N(drawnDepths))
	}
	p.low = yieldedPrio
	p.falls.draw(s, min(d, maxDepth)-1)
}

// Enter draws a priority for a new task, which is an insertion at a random
// rank. A task that is woken keeps its own.
func (p *pct) Enter(s *Scheduler, id uint32) {
	t := &s.mem.Tasks[id]
	if t.Op == OpStart || t.Prio == 0 {
		t.Prio = highPrio | s.Rand.Next()
	}
}

func (*pct) Fork(*Scheduler, uint32, uint32) {}
func (*pct) Step(*Scheduler, uint32)         {}

func (p *pct) Yield(s *Scheduler, id uint32) {
	p.low--
	s.SetPrio(id, p.low)
}

func (p *pct) Pick(s *Scheduler, _ uint32) uint32 {
	id := s.top()
	if j := p.falls.find(s.contested); j >= 0 {
		s.SetPrio(id, changedPrio+uint64(p.falls.n-j))
		id = s.top()
	}
	return id
}
