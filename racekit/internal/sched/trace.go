package sched

// An Event is one step as it is recorded, in memory and in the file that a worker
// shares with racekit.
type Event struct {
	Task   uint32
	PC     uint32 // offset from the start of the program's text
	Object uint32 // ordinal in order of first use; 0 is none
	Op     Op
	Flags  uint8
	Ready  uint16 // how many tasks were ready, at most 65535
}

// The bits of Event.Flags.
const (
	Preempted = 1 << 0 // the task of the last step could have gone on, and did not ask to give way
	Resumed   = 1 << 1 // goes on with the operation of its last step, in which it had to wait
	Missed    = 1 << 2 // the operation was not possible, and did nothing: the default of a select
	Sent      = 1 << 3 // select: the case that was taken is a send; Object is its channel

	// From RoomShift on: the capacity of a channel plus one; 0 is unknown, or
	// more than MaxRoom.
	RoomShift = 4
	MaxRoom   = 14
)

// An Object is an entry of the table that numbers addresses.
type Object struct {
	addr uint64
	gen  uint32 // the execution to which the entry belongs
	num  uint32

	task uint32 // the last one to come to it, in an operation op at pc; 0 is none
	pc   uint32
	op   Op
}

// trace is the part of a Scheduler that remembers what happened.
type trace struct {
	Hash     uint64 // of all events, also of those for which there was no room
	Steps    int    // all steps
	Stored   int    // steps in Memory.Events
	Switches int    // preemptions
	Diverged int    // first step, from 1, at which the script did not fit; 0 if it did
	Offered  int    // in Memory.Offers; -1 if there was no room
	TextBase uint64 // subtracted from every PC

	gen     uint32
	objects uint32 // numbered in this execution

	last    uint32 // the task of the last step
	lastPC  uint64
	lastObj uint64
	repeats int // steps in a row that equal the last one

	clock  bool // that the clock moves was possible at this step
	chosen int  // of Offers, the one of this step
	drawn  bool // the way of this step's select
}

// reset begins a new trace. The table of objects is emptied by the change of
// gen alone.
func (t *trace) reset(table []Object) {
	base, gen := t.TextBase, t.gen+1
	if gen == 0 {
		for i := range table {
			table[i].gen = 0
		}
		gen = 1
	}
	*t = trace{TextBase: base, gen: gen, Hash: 0xcbf29ce484222325}
}

// record appends the step that id is about to take.
func (s *Scheduler) record(id, cur uint32) {
	t := &s.mem.Tasks[id]
	if s.wide {
		s.offer(id)
	}
	s.Steps++
	t.Steps++
	if id == s.last {
		if s.NumReady() > 1 {
			s.run++
		}
		if t.PC == s.lastPC && t.Object == s.lastObj && t.PC != 0 {
			s.repeats++
		} else {
			s.repeats = 0
		}
	} else {
		s.run, s.repeats = 0, 0
	}
	s.last, s.lastPC, s.lastObj = id, t.PC, t.Object

	var pc, object uint32
	var flags uint8
	if t.PC != 0 {
		pc = uint32(t.PC - s.TextBase)
	}
	if t.Object != 0 {
		if o := s.number(t.Object); o != nil {
			object = o.num
			s.meet(o, id, pc, t.Op)
		}
	}
	if cur != 0 && id != cur && id != Clock {
		flags = Preempted
		s.Switches++
	}
	ready := min(s.NumReady(), 65535)
	s.Hash = mix(s.Hash ^ (uint64(id) | uint64(pc)<<32))
	s.Hash = mix(s.Hash ^ (uint64(object) | uint64(t.Op)<<32 | uint64(flags)<<40 | uint64(ready)<<48))
	if t.Waited {
		t.Waited = false
		flags |= Resumed // follows from the rest, so the hash needs it not
	}
	if s.Stored < len(s.mem.Events) {
		s.mem.Events[s.Stored] = Event{Task: id, PC: pc, Object: object, Op: t.Op, Flags: flags, Ready: uint16(ready)}
		s.Stored++
	}
}

// Recorded returns the events of the execution, up to the first for which there
// was no room.
func (s *Scheduler) Recorded() []Event { return s.mem.Events[:s.Stored] }

// Amend says how the step that id took last went on: flags are added to it,
// and addr, unless it is 0, is what it was about. The hash stays.
func (s *Scheduler) Amend(id uint32, flags uint8, addr uint64) {
	if s.Stored == 0 || s.Stored != s.Steps {
		return
	}
	e := &s.mem.Events[s.Stored-1]
	if e.Task != id {
		return
	}
	e.Flags |= flags
	if addr == 0 {
		return
	}
	if o := s.number(addr); o != nil {
		e.Object = o.num
	}
}

// number returns the entry of addr, with its ordinal in order of first use in
// this execution; nil if the table is full.
func (s *Scheduler) number(addr uint64) *Object {
	o := s.object(addr)
	if o != nil && o.gen != s.gen {
		s.objects++
		*o = Object{addr: addr, gen: s.gen, num: s.objects}
	}
	return o
}

// ObjectOf returns the number that addr has in this execution; 0 if none.
func (s *Scheduler) ObjectOf(addr uint64) uint32 {
	if o := s.object(addr); o != nil && o.gen == s.gen {
		return o.num
	}
	return 0
}

// object returns the entry of addr or the free one where it belongs; nil if
// there is none. A part of the table that stays in the processor's cache is
// enough for most executions, so it is filled first.
func (s *Scheduler) object(addr uint64) *Object {
	const probes = 16
	near := min(uint64(len(s.mem.Objects)), 1024) - 1
	h := mix(addr)
	for i := range uint64(probes) {
		o := &s.mem.Objects[(h+i)&near]
		if o.gen != s.gen || o.addr == addr {
			return o
		}
	}
	far := uint64(len(s.mem.Objects)) - 1
	for i := range uint64(probes) {
		o := &s.mem.Objects[(h>>10+i)&far|(near+1)&far]
		if o.gen != s.gen || o.addr == addr {
			return o
		}
	}
	return nil
}
