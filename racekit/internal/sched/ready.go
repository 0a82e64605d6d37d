package sched

// The ready tasks are a heap of four branches by priority and, beside it, a
// line of tasks that gave way. Each of these was below all others when it came,
// so the line is in order as it is: where everybody yields, a decision costs
// the same with ten tasks as with ten thousand. The walk orders nothing and
// uses the heap as a plain set.

// An Entry is a ready task in the heap. It holds the priority once more, so that
// the heap is ordered without a look at the tasks.
type Entry struct {
	prio uint64
	id   uint32
}

// A Link holds the neighbours of a task in the line. Link 0 is both its ends.
type Link struct{ prev, next uint32 }

// inLine is the place of tasks in the line. Those in the heap have their index
// plus one.
const inLine = 1 << 31

// NumReady returns how many tasks can run.
func (s *Scheduler) NumReady() uint32 { return s.nheap + s.nline }

// IsReady reports whether id can run.
func (s *Scheduler) IsReady(id uint32) bool { return s.mem.Places[id] != 0 }

// Ready says that id can run. It does nothing if it could already.
func (s *Scheduler) Ready(id uint32) {
	if s.mem.Places[id] == 0 {
		t := &s.mem.Tasks[id]
		t.Waited = t.Op != OpStart
		s.strategy.Enter(s, id)
		s.insert(id)
	}
}

// Block says that id cannot run: it waits or has ended.
func (s *Scheduler) Block(id uint32) {
	switch p := s.mem.Places[id]; p {
	case 0:
	case inLine:
		s.unlink(id)
	default:
		i := p - 1
		s.mem.Places[id] = 0
		s.nheap--
		if i == s.nheap {
			return
		}
		s.place(i, s.mem.Ready[s.nheap])
		if s.heap {
			s.fix(i)
		}
	}
}

// SetPrio changes the priority of a task.
func (s *Scheduler) SetPrio(id uint32, prio uint64) {
	s.mem.Tasks[id].Prio = prio
	switch p := s.mem.Places[id]; {
	case p == 0:
	case p == inLine || s.heap && s.goesLast(prio):
		s.Block(id)
		s.insert(id)
	default:
		s.mem.Ready[p-1].prio = prio
		if s.heap {
			s.fix(p - 1)
		}
	}
}

// insert makes id ready, with the priority that it has.
func (s *Scheduler) insert(id uint32) {
	prio := s.mem.Tasks[id].Prio
	if s.heap && s.goesLast(prio) {
		last := s.mem.Line[0].prev
		s.mem.Line[id] = Link{prev: last}
		s.mem.Line[last].next = id
		s.mem.Line[0].prev = id
		s.mem.Places[id] = inLine
		s.nline++
		return
	}
	i := s.nheap
	s.nheap++
	s.place(i, Entry{prio, id})
	if s.heap {
		s.up(i)
	}
}

// goesLast reports whether a task with this priority belongs at the end of the
// line.
func (s *Scheduler) goesLast(prio uint64) bool {
	return prio < yieldedPrio && (s.nline == 0 || prio < s.mem.Tasks[s.mem.Line[0].prev].Prio)
}

func (s *Scheduler) unlink(id uint32) {
	l := s.mem.Line[id]
	s.mem.Line[l.prev].next = l.next
	s.mem.Line[l.next].prev = l.prev
	s.mem.Places[id] = 0
	s.nline--
}

// top returns the ready task with the highest priority.
func (s *Scheduler) top() uint32 {
	if s.nline > 0 {
		first := s.mem.Line[0].next
		if s.nheap == 0 || s.mem.Ready[0].prio < s.mem.Tasks[first].Prio {
			return first
		}
	}
	return s.mem.Ready[0].id
}

// unorder makes the ready tasks a plain set from now on.
func (s *Scheduler) unorder() {
	s.heap = false
	for s.nline > 0 {
		id := s.mem.Line[0].next
		s.unlink(id)
		s.insert(id)
	}
}

func (s *Scheduler) place(i uint32, e Entry) {
	s.mem.Ready[i] = e
	s.mem.Places[e.id] = i + 1
}

func (s *Scheduler) fix(i uint32) {
	if i > 0 && s.mem.Ready[i].prio > s.mem.Ready[(i-1)/4].prio {
		s.up(i)
	} else {
		s.down(i)
	}
}

func (s *Scheduler) up(i uint32) {
	e := s.mem.Ready[i]
	for i > 0 {
		parent := (i - 1) / 4
		if s.mem.Ready[parent].prio >= e.prio {
			break
		}
		s.place(i, s.mem.Ready[parent])
		i = parent
	}
	s.place(i, e)
}

func (s *Scheduler) down(i uint32) {
	e := s.mem.Ready[i]
	for {
		best := i
		prio := e.prio
		first := 4*i + 1
		for c := first; c < first+4 && c < s.nheap; c++ {
			if s.mem.Ready[c].prio > prio {
				best, prio = c, s.mem.Ready[c].prio
			}
		}
		if best == i {
			break
		}
		s.place(i, s.mem.Ready[best])
		i = best
	}
	s.place(i, e)
}

// heapify restores the order after any number of priorities have changed.
func (s *Scheduler) heapify() {
	for i := (s.nheap + 2) / 4; i > 0; i-- {
		s.down(i - 1)
	}
}
