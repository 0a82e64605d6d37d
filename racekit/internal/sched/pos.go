package sched

// pos is Partial Order Sampling (Yuan, Yang, Gu, CAV 2018): every pending event
// has a random priority, and those that race with the one that is executed
// draw anew. So it samples partial orders, not total ones.
type pos struct {
	low uint64 // the priority of the last task that yielded
}

// redraws bounds the ready tasks that are looked at in a step: those with the
// highest priorities, roughly.
const redraws = 1024

var thePOS pos

func (p *pos) Begin(*Scheduler) { p.low = yieldedPrio }

func (*pos) Enter(s *Scheduler, id uint32) { s.mem.Tasks[id].Prio = highPrio | s.Rand.Next() }

func (*pos) Fork(*Scheduler, uint32, uint32) {}

func (p *pos) Yield(s *Scheduler, id uint32) {
	p.low--
	s.SetPrio(id, p.low)
}

func (*pos) Pick(s *Scheduler, _ uint32) uint32 { return s.top() }

func (*pos) Step(s *Scheduler, id uint32) {
	done := &s.mem.Tasks[id]
	changed := false
	for i := range min(s.nheap, redraws) {
		e := &s.mem.Ready[i]
		if t := &s.mem.Tasks[e.id]; e.id == id || e.prio >= highPrio && races(t, done) {
			t.Prio = highPrio | s.Rand.Next()
			e.prio = t.Prio
			changed = true
		}
	}
	if changed {
		s.heapify()
	}
	if s.mem.Places[id] > redraws {
		s.SetPrio(id, highPrio|s.Rand.Next())
	}
}

// races reports whether the order of the pending operations of a and b can
// matter.
func races(a, b *Task) bool {
	if a.Op == OpSelect && onChannel(b.Op) || b.Op == OpSelect && onChannel(a.Op) {
		return true // select names no channel
	}
	return a.Object != 0 && a.Object == b.Object && !(OnlyReads(a.Op) && OnlyReads(b.Op))
}

func onChannel(o Op) bool {
	return o == OpSend || o == OpRecv || o == OpClose || o == OpSelect || o == OpLenCap
}

// OnlyReads reports whether two such operations on one object commute.
func OnlyReads(o Op) bool {
	return o == OpRead || o == OpAtomicLoad || o == OpLenCap || o == OpRLock || o == OpRUnlock
}
