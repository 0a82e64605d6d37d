package sched

// A Task is what the scheduler knows about one goroutine.
type Task struct {
	Prio   uint64 // strategies order the ready tasks by it, highest first
	Object uint64 // address of the object of the pending operation; 0 is none
	PC     uint64 // where the pending operation is
	Size   uint32 // bytes of the memory that it accesses; 0 is a word
	Op     Op     // pending operation
	Waited bool   // in the pending operation
	Steps  uint32 // taken in this execution

	// For Options.Wide; the owner keeps them up to date.
	Waits bool // it would only begin to wait
	Done  bool // who woke the task has completed it
}

// A Strategy chooses among the ready tasks. It must not keep pointers and
// must take all randomness from s.Rand.
type Strategy interface {
	// Begin prepares for a new execution.
	Begin(s *Scheduler)
	// Enter is told that id became ready: it was started or woken.
	Enter(s *Scheduler, id uint32)
	// Fork is told that parent starts id, which is not ready yet.
	Fork(s *Scheduler, id, parent uint32)
	// Yield is told that id gives way: others should run before it.
	Yield(s *Scheduler, id uint32)
	// Pick returns one of at least two ready tasks. cur is the task that ran
	// last if it can and may go on, else 0.
	Pick(s *Scheduler, cur uint32) uint32
	// Step is told that id, chosen or without a choice, executes its pending
	// operation. Only strategies that follow hear of it.
	Step(s *Scheduler, id uint32)
}

// A Memory is the storage of a Scheduler, allocated once by its owner. Tasks,
// Ready, Line and Places are of one length, which bounds the number of
// goroutines; that of Events bounds the recorded steps. Objects must have a
// power-of-two length. Family is as long as Tasks, or empty: then tasks have no
// signatures. Pairs may be empty too.
type Memory struct {
	Tasks   []Task
	Family  []Kin
	Ready   []Entry
	Line    []Link
	Places  []uint32 // of each task: where it is among the ready ones, 0 while it is not
	Events  []Event
	Objects []Object
	Offers  []Offer // for Options.Wide
	Pairs   Cover
}

// A Scheduler holds one execution: its tasks, which of them are ready, the
// strategy, and the trace. The zero value needs Init, then Begin.
type Scheduler struct {
	Rand Rand // the strategy's randomness
	Data Rand // the program's randomness: select, the order of maps, math/rand
	Dark Rand // likewise, but it sees nothing of it: hash keys. What is made once and for all draws from here

	Timer bool // the clock may move to the next timer; the owner keeps it up to date
	Polls bool // for long nothing has happened but polling; Pick serves the next and clears it

	mem   Memory
	tasks uint32 // tasks in use are 1..tasks
	nheap uint32 // mem.Ready[:nheap] are ready
	nline uint32 // so are these, in mem.Line
	heap  bool   // mem.Ready is ordered by priority

	strategy    Strategy
	follows     bool // strategy wants to hear of every step
	cfg         Config
	prof        Profile
	focus       uint32 // of prof, the object whose order SURW draws in this execution; 0 is all
	cooperative bool
	early       bool
	wide        bool
	script      []uint32
	taken       int // decisions taken from the script
	turns       []Turn
	planned     bool
	way         int // that the decision says

	contested int    // steps with a choice
	run       int    // steps of the last task in a row, with a choice
	fairAt    int    // after this many steps the walk takes over
	served    uint32 // who went on when Polls was set last

	trace
}

// Init gives the scheduler its memory.
func (s *Scheduler) Init(m Memory) {
	s.mem = m
	s.mem.Tasks[Clock].Op = OpTime
}

// Options are the parts of an execution's specification that the scheduler needs.
type Options struct {
	Config      Config
	Profile     Profile // for URW and SURW
	Seed        uint64  // of this execution, as Derive returns it
	Script      []uint32
	Turns       []Turn // in order of Less, each place once
	Planned     bool   // apart from Turns, no choice is random: no timer fires before its time
	Cooperative bool
	FairAt      int  // number of steps after which the scheduler is fair
	Early       bool // timers may fire while somebody could run
	Wide        bool // record who could run at each step; a select's way is a decision
}

// Begin starts a new execution. Tasks 1..keep stay as they are: goroutines
// from before the first execution.
func (s *Scheduler) Begin(o Options, keep uint32) {
	s.Rand.Seed(mix(o.Seed ^ 0x5c4ed))
	s.Data.Seed(mix(o.Seed ^ 0xda7a))
	s.Dark.Seed(mix(o.Seed ^ 0xda4c))
	s.cfg, s.prof, s.focus = o.Config, o.Profile, 0
	s.script, s.taken = o.Script, 0
	s.turns, s.planned = o.Turns, o.Planned
	s.cooperative, s.early, s.wide = o.Cooperative, o.Early, o.Wide
	s.way = 0
	s.fairAt = o.FairAt
	s.contested, s.run = 0, 0
	s.Polls, s.served = false, 0
	s.reset(s.mem.Objects)
	s.nheap, s.nline = 0, 0
	s.mem.Line[0] = Link{}
	for id := keep + 1; id <= s.tasks; id++ {
		s.mem.Places[id] = 0
	}
	s.tasks = keep
	for id := uint32(0); id <= keep; id++ {
		s.mem.Tasks[id].Steps = 0
	}
	how := o.Config.Kind.entry()
	s.strategy, s.heap, s.follows = how.how, !how.scans, how.follows
	if o.Config.Kind == SURW {
		s.focus = s.prof.draw(&s.Rand)
	}
	s.weigh(keep)
	s.strategy.Begin(s)
	// Anew and by number: where they were depends on the execution before.
	for id := uint32(1); id <= keep; id++ {
		s.mem.Tasks[id].Prio = 0
		if s.mem.Places[id] != 0 {
			s.mem.Places[id] = 0
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
	if len(s.mem.Family) != 0 {
		s.mem.Family[s.tasks] = Kin{}
	}
	return s.tasks
}

// Truncate forgets all tasks above n, which must not be ready.
func (s *Scheduler) Truncate(n uint32) { s.tasks = n }

// Tasks returns how many tasks there are; they are numbered from 1.
func (s *Scheduler) Tasks() uint32 { return s.tasks }

// Task returns task id.
func (s *Scheduler) Task(id uint32) *Task { return &s.mem.Tasks[id] }

// Choices returns at how many steps more than one task was ready.
func (s *Scheduler) Choices() int { return s.contested }
