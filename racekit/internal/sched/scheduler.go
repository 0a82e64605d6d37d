package sched

// A Task is what the scheduler knows about one goroutine.
type Task struct {
	Prio    uint64 // strategies order the ready tasks by it, highest first
	Object  uint64 // address of the object of the pending operation; 0 is none
	PC      uint64 // where the pending operation is
	pos     uint32 // index in ready plus one; 0 while not ready
	Op      Op     // pending operation
	Spawned bool   // has run at least one step
}

// A Strategy chooses among the ready tasks. It must not keep pointers and
// must take all randomness from s.Rand.
type Strategy interface {
	// Begin prepares for a new execution.
	Begin(s *Scheduler)
	// Enter is told that id became ready: it was started or woken.
	Enter(s *Scheduler, id uint32)
	// Yield is told that id gives way: others should run before it.
	Yield(s *Scheduler, id uint32)
	// Pick returns one of at least two ready tasks. cur is the task that ran
	// last if it can and may go on, else 0.
	Pick(s *Scheduler, cur uint32) uint32
}

// A Memory is the storage of a Scheduler, allocated once by its owner: tasks
// and ready bound the number of goroutines, Events that of recorded steps.
// Objects must have a power-of-two length.
type Memory struct {
	Tasks   []Task
	Ready   []uint32
	Events  []Event
	Objects []Object
}

// A Scheduler holds one execution: its tasks, which of them are ready, the
// strategy, and the trace. The zero value needs Init, then Begin.
type Scheduler struct {
	Rand Rand // the strategy's randomness
	Data Rand // the program's randomness: select, maps, math/rand

	mem    Memory
	tasks  uint32 // tasks in use are 1..tasks
	nready uint32 // mem.Ready[:nready] are ready
	heap   bool   // mem.Ready is a heap, the highest Prio first

	strategy    Strategy
	cfg         Config
	cooperative bool
	script      []uint32
	taken       int // decisions taken from the script

	contested int // steps with a choice
	run       int // steps of the last task in a row, with a choice
	fairAt    int // after this many steps the walk takes over

	trace
}

// Init gives the scheduler its memory.
func (s *Scheduler) Init(m Memory) { s.mem = m }

// Options are the parts of an execution's specification that the scheduler needs.
type Options struct {
	Config      Config
	Seed        uint64 // of this execution, as Derive returns it
	Script      []uint32
	Cooperative bool
	FairAt      int // number of steps after which the scheduler is fair
}

// Begin starts a new execution. Tasks 1..keep stay as they are: goroutines
// from before the first execution.
func (s *Scheduler) Begin(o Options, keep uint32) {
	s.Rand.Seed(mix(o.Seed ^ 0x5c4ed))
	s.Data.Seed(mix(o.Seed ^ 0xda7a))
	s.cfg = o.Config
	s.script, s.taken = o.Script, 0
	s.cooperative = o.Cooperative
	s.fairAt = o.FairAt
	s.contested, s.run = 0, 0
	s.reset(s.mem.Objects)
	for id := keep + 1; id <= s.tasks; id++ {
		if s.mem.Tasks[id].pos != 0 {
			s.Block(id)
		}
	}
	s.tasks = keep
	switch o.Config.Kind {
	case RandomWalk:
		s.strategy, s.heap = &theWalk, false
	case PCT:
		s.strategy, s.heap = &thePCT, true
	default:
		s.strategy, s.heap = &theFIFO, true
	}
	s.strategy.Begin(s)
	for id := uint32(1); id <= keep; id++ {
		if s.mem.Tasks[id].pos != 0 {
			s.Block(id)
			s.Ready(id)
		}
	}
}

// Spawn makes a new task, which is not ready yet. It returns 0 if there is no
// room for one more.
func (s *Scheduler) Spawn() uint32 {
	if int(s.tasks)+1 >= len(s.mem.Tasks) {
		return 0
	}
	s.tasks++
	s.mem.Tasks[s.tasks] = Task{Op: OpStart}
	return s.tasks
}

// Truncate forgets all tasks above n, which must not be ready.
func (s *Scheduler) Truncate(n uint32) { s.tasks = n }

// Tasks returns how many tasks there are; they are numbered from 1.
func (s *Scheduler) Tasks() uint32 { return s.tasks }

// Task returns task id.
func (s *Scheduler) Task(id uint32) *Task { return &s.mem.Tasks[id] }

// IsReady reports whether id can run.
func (s *Scheduler) IsReady(id uint32) bool { return s.mem.Tasks[id].pos != 0 }

// Choices returns at how many steps more than one task was ready.
func (s *Scheduler) Choices() int { return s.contested }

// NumReady returns how many tasks can run.
func (s *Scheduler) NumReady() uint32 { return s.nready }

// Ready says that id can run. It does nothing if it could already.
func (s *Scheduler) Ready(id uint32) {
	t := &s.mem.Tasks[id]
	if t.pos != 0 {
		return
	}
	s.strategy.Enter(s, id)
	s.mem.Ready[s.nready] = id
	s.nready++
	t.pos = s.nready
	if s.heap {
		s.up(s.nready - 1)
	}
}

// Block says that id cannot run: it waits or has ended.
func (s *Scheduler) Block(id uint32) {
	t := &s.mem.Tasks[id]
	if t.pos == 0 {
		return
	}
	i := t.pos - 1
	t.pos = 0
	s.nready--
	if i == s.nready {
		return
	}
	s.place(i, s.mem.Ready[s.nready])
	if s.heap {
		s.fix(i)
	}
}

// SetPrio changes the priority of a ready task.
func (s *Scheduler) SetPrio(id uint32, prio uint64) {
	t := &s.mem.Tasks[id]
	t.Prio = prio
	if s.heap && t.pos != 0 {
		s.fix(t.pos - 1)
	}
}

// top returns the ready task with the highest priority.
func (s *Scheduler) top() uint32 { return s.mem.Ready[0] }

func (s *Scheduler) place(i, id uint32) {
	s.mem.Ready[i] = id
	s.mem.Tasks[id].pos = i + 1
}

func (s *Scheduler) prio(i uint32) uint64 { return s.mem.Tasks[s.mem.Ready[i]].Prio }

func (s *Scheduler) fix(i uint32) {
	if i > 0 && s.prio(i) > s.prio((i-1)/2) {
		s.up(i)
	} else {
		s.down(i)
	}
}

func (s *Scheduler) up(i uint32) {
	id := s.mem.Ready[i]
	prio := s.mem.Tasks[id].Prio
	for i > 0 {
		parent := (i - 1) / 2
		if s.prio(parent) >= prio {
			break
		}
		s.place(i, s.mem.Ready[parent])
		i = parent
	}
	s.place(i, id)
}

func (s *Scheduler) down(i uint32) {
	id := s.mem.Ready[i]
	prio := s.mem.Tasks[id].Prio
	for {
		child := 2*i + 1
		if child >= s.nready {
			break
		}
		if child+1 < s.nready && s.prio(child+1) > s.prio(child) {
			child++
		}
		if s.prio(child) <= prio {
			break
		}
		s.place(i, s.mem.Ready[child])
		i = child
	}
	s.place(i, id)
}
