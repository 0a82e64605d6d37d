package sched

// walk is the random walk: each ready task is equally likely at each step.
type walk struct{}

var theWalk walk

func (*walk) Begin(*Scheduler)                {}
func (*walk) Enter(*Scheduler, uint32)        {}
func (*walk) Fork(*Scheduler, uint32, uint32) {}
func (*walk) Step(*Scheduler, uint32)         {}

// Yield needs nothing: the walk is fair with probability 1.
func (*walk) Yield(*Scheduler, uint32) {}

func (*walk) Pick(s *Scheduler, _ uint32) uint32 {
	return s.mem.Ready[s.Rand.N(s.nheap)].id
}
