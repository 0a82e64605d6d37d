package sched

// fifo is the default schedule: a task runs until it blocks, then the one that
// has been ready for the longest time runs. It has no randomness.
type fifo struct{ seq uint64 }

var theFIFO fifo

func (f *fifo) Begin(*Scheduler) { f.seq = 0 }

func (f *fifo) Enter(s *Scheduler, id uint32) {
	f.seq++
	s.mem.Tasks[id].Prio = yieldedPrio - f.seq
}

func (*fifo) Fork(*Scheduler, uint32, uint32) {}
func (*fifo) Step(*Scheduler, uint32)         {}

func (f *fifo) Yield(s *Scheduler, id uint32) {
	f.seq++
	s.SetPrio(id, yieldedPrio-f.seq)
}

func (f *fifo) Pick(s *Scheduler, cur uint32) uint32 {
	if cur != 0 {
		return cur
	}
	return s.top()
}
