package detect

// A Thread is a goroutine, from its start to its end. Its first three fields are
// read and written by assembly in package runtime.
type Thread struct {
	// Seg is the segment of its last access; 0 if its next one begins another.
	Seg uint32
	// Top is where its innermost frame is in Memory.Frames, in bytes, and End is
	// where its part of Frames ends.
	Top, End uint32

	id      uint32
	base    uint32 // the first of its frames
	order   uint32 // it has 1<<order of them
	gen     uint32 // the execution to which what follows belongs
	slot    uint32
	clock   uint32
	root    uint32 // what it knows of others
	person  uint32
	started uint32 // Site of its go statement
	ignores bool   // it is within an operation that package sync has told of
	next    uint32 // unused ones
}

// A Person is a goroutine that made an access, for those who read of it.
type Person struct {
	started uint32
	ended   bool
}

// A Slot is a place in vector clocks. It goes from a goroutine that has ended to
// another one whose starter knows all that the first one did: whatever is ordered
// after something of the second is then ordered after all of the first, so that the
// two are one to everybody else.
type Slot struct {
	last  uint32 // the clock of its last access
	clock uint32 // at which its last goroutine ended
	next  uint32 // ended ones

	mark uint32   // thin was here
	seen [2]uint8 // by it: the bytes of newer accesses, and of newer atomic reads
}

// A Segment is a part of a goroutine in which nothing orders one access and not
// another, within one step.
type Segment struct {
	slot, clock  uint32
	person, step uint32
}

// Start returns the thread of a goroutine that parent starts, which is nil for the
// first, by a go statement at pc. It returns nil if there is no memory for it.
func (d *Detector) Start(parent *Thread, pc uint32) *Thread {
	i := d.freeThread
	if i != 0 {
		d.freeThread = d.mem.Threads[i].next
	} else if i = d.next(&d.threads, len(d.mem.Threads)); i == 0 {
		d.lost = true
		return nil
	}
	t := &d.mem.Threads[i]
	*t = Thread{id: i}
	if !d.firstFrames(t) {
		t.next, d.freeThread = d.freeThread, i
		d.lost = true
		d.spent()
		return nil
	}
	if parent == nil {
		return t
	}
	t.started = d.Site(parent, pc)
	if !d.on {
		return t
	}
	d.attach(parent)
	d.publish(parent)
	t.gen = d.gen
	t.root = d.ref(parent.root)
	d.seat(t)
	d.tick(parent)
	return t
}

// Stop ends a goroutine.
func (d *Detector) Stop(t *Thread) {
	if t.gen == d.gen && d.on {
		d.mem.Persons[t.person].ended = true
		d.mem.Slots[t.slot].clock = t.clock
		d.ended(t.slot)
		d.unref(t.root)
	}
	d.freeFramesOf(t)
	t.gen, t.base = 0, 0
	t.next, d.freeThread = d.freeThread, t.id
}

// attach makes a thread that was there before this execution part of it. What it
// did before is ordered before all that happens now.
func (d *Detector) attach(t *Thread) {
	if t.gen != d.gen {
		t.gen, t.root, t.Seg = d.gen, 0, 0
		d.seat(t)
	}
}

// seat gives a thread, whose root says what its starter knew, a slot of its own.
func (d *Detector) seat(t *Thread) {
	if t.person = d.next(&d.persons, len(d.mem.Persons)); t.person == 0 {
		return
	}
	d.mem.Persons[t.person] = Person{started: t.started}

	const tries = 4
	for range tries {
		i := d.firstEnded
		if i == 0 {
			break
		}
		s := &d.mem.Slots[i]
		if d.firstEnded = s.next; d.firstEnded == 0 {
			d.lastEnded = 0
		}
		if d.known(t.root, i) >= s.last {
			t.slot, t.clock = i, s.clock+1
			return
		}
		d.ended(i)
	}
	if t.slot = d.next(&d.slots, len(d.mem.Slots)); t.slot == 0 {
		return
	}
	t.clock = 1
	d.mem.Slots[t.slot] = Slot{}
}

// ended puts a slot behind those that may be given to others.
func (d *Detector) ended(slot uint32) {
	d.mem.Slots[slot].next = 0
	if d.lastEnded == 0 {
		d.firstEnded = slot
	} else {
		d.mem.Slots[d.lastEnded].next = slot
	}
	d.lastEnded = slot
}

// segment begins a segment of t and returns its number; 0 if there is no memory.
func (d *Detector) segment(t *Thread) uint32 {
	d.attach(t)
	i := uint32(0)
	if d.on {
		i = d.next(&d.segments, len(d.mem.Segments))
	}
	if i == 0 {
		return 0
	}
	clock := t.clock
	if t.ignores {
		clock = max(clock, 2) - 1
	}
	d.mem.Segments[i] = Segment{t.slot, clock, t.person, d.Step}
	t.Seg = d.base + i
	s := &d.mem.Slots[t.slot]
	s.last = max(s.last, clock)
	return t.Seg
}

// ordered reports whether what happened in a segment happened before all that t
// does now.
func (d *Detector) ordered(t *Thread, seg uint32) bool {
	s := &d.mem.Segments[seg-d.base]
	return s.slot == t.slot || d.known(t.root, s.slot) >= s.clock
}

// Stepped says that t has taken a step: what it does from now on belongs to that.
func (t *Thread) Stepped() { t.Seg = 0 }
