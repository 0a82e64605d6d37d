package sched

// A program is what the tests schedule: each task takes its number of steps
// and ends. No step blocks.
type program []int

func newScheduler(tasks, events int) *Scheduler {
	s := new(Scheduler)
	s.Init(Memory{
		Tasks:   make([]Task, tasks+2),
		Ready:   make([]Entry, tasks+2),
		Places:  make([]uint32, tasks+2),
		Events:  make([]Event, events),
		Objects: make([]Object, 4096),
	})
	return s
}

// run schedules p and returns who ran at each step.
func (p program) run(s *Scheduler, o Options) []uint32 {
	s.Begin(o, 0)
	left := make([]int, len(p)+1)
	for _, n := range p {
		id := s.Spawn()
		left[id] = n
		s.Task(id).Op = OpStart
		s.Ready(id)
	}
	var order []uint32
	cur := uint32(0)
	for s.NumReady() > 0 {
		id := s.Pick(cur, false)
		t := s.Task(id)
		t.Op, t.PC, t.Object = OpAtomicRMW, uint64(id), uint64(1000+len(order))
		order = append(order, id)
		if left[id]--; left[id] == 0 {
			s.Block(id)
			cur = 0
		} else {
			cur = id
		}
	}
	return order
}

func (p program) steps() int {
	n := 0
	for _, k := range p {
		n += k
	}
	return n
}
