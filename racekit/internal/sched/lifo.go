package sched

// lifo is the default schedule turned round: a task runs until it blocks, then
// the one that became ready last runs. Between them the two show most bugs of
// one late goroutine, however long the others run, without a random number.
type lifo struct{ seq uint64 }

var theLIFO lifo

func (l *lifo) Begin(*Scheduler) { l.seq = 0 }

func (l *lifo) Enter(s *Scheduler, id uint32) {
	l.seq++
	s.mem.Tasks[id].Prio = yieldedPrio + l.seq
}

func (*lifo) Fork(*Scheduler, uint32, uint32) {}
func (*lifo) Step(*Scheduler, uint32)         {}

func (l *lifo) Yield(s *Scheduler, id uint32) {
	l.seq++
	s.SetPrio(id, yieldedPrio-l.seq)
}

func (l *lifo) Pick(s *Scheduler, cur uint32) uint32 {
	if cur != 0 {
		return cur
	}
	return s.top()
}
