package detect

// A Record is what goroutines have made known at an address.
type Record struct {
	addr uint64
	root uint32
	gen  uint32 // the execution to which it belongs; 0 if it is not used
	next uint32 // at another address of the same word
}

// live reports whether record i is one of word w, in this execution.
func (d *Detector) live(i uint32, w uint64) bool {
	if i >= d.records {
		return false
	}
	r := &d.mem.Records[i]
	return r.gen == d.gen && d.word(r.addr) == w
}

// record returns the record of an address: 0 if there is none, unless it is made.
func (d *Detector) record(addr uint64, make bool) uint32 {
	w := d.word(addr)
	head := d.mem.Syncs[w]
	if head != 0 && !d.live(head, w) {
		head = 0
	}
	for i := head; i != 0; i = d.mem.Records[i].next {
		if d.mem.Records[i].addr == addr {
			return i
		}
	}
	if !make {
		return 0
	}
	i := d.freeRecord
	if i != 0 {
		d.freeRecord = d.mem.Records[i].next
	} else if i = d.next(&d.records, len(d.mem.Records)); i == 0 {
		return 0
	}
	d.mem.Records[i] = Record{addr: addr, gen: d.gen, next: head}
	d.mem.Syncs[w] = i
	d.mem.Pages[w/pageWords] = d.gen
	return i
}

// publish writes what t itself has done into its clock.
func (d *Detector) publish(t *Thread) {
	t.root = d.set(t.root, t.slot, t.clock)
}

// tick begins a new epoch of t: what it does now was not published before.
func (d *Detector) tick(t *Thread) {
	t.clock++
	t.Seg = 0
}

// Acquire orders all that was released at addr before what t does from now on.
func (d *Detector) Acquire(t *Thread, addr uint64) {
	if !d.on {
		return
	}
	d.attach(t)
	if i := d.record(addr, false); i != 0 {
		t.root = d.join(t.root, d.mem.Records[i].root)
	}
}

// Release makes known at addr all that t knows and has done, and nothing else.
func (d *Detector) Release(t *Thread, addr uint64) {
	if r := d.releases(t, addr); r != nil {
		d.unref(r.root)
		r.root = d.ref(t.root)
		d.tick(t)
	}
}

// ReleaseMerge adds what t knows and has done to what is known at addr.
func (d *Detector) ReleaseMerge(t *Thread, addr uint64) {
	if r := d.releases(t, addr); r != nil {
		r.root = d.join(r.root, t.root)
		d.tick(t)
	}
}

// ReleaseAcquire is Release, and then Acquire of what was known before.
func (d *Detector) ReleaseAcquire(t *Thread, addr uint64) {
	if r := d.releases(t, addr); r != nil {
		before := r.root
		r.root = d.ref(t.root)
		t.root = d.join(t.root, before)
		d.unref(before)
		d.tick(t)
	}
}

func (d *Detector) releases(t *Thread, addr uint64) *Record {
	if !d.on {
		return nil
	}
	d.attach(t)
	i := d.record(addr, true)
	if i == 0 {
		return nil
	}
	d.publish(t)
	return &d.mem.Records[i]
}

// AcquireAll orders everything up to now before what t does from now on.
func (d *Detector) AcquireAll(t *Thread) {
	if !d.on {
		return
	}
	d.attach(t)
	for i := uint32(1); i < d.slots; i++ {
		if last := d.mem.Slots[i].last; i != t.slot && last > d.known(t.root, i) {
			t.root = d.set(t.root, i, last)
		}
	}
}

// Forget makes t know of nobody, as if it were a new goroutine that nobody has
// started. It has made no access.
func (d *Detector) Forget(t *Thread) {
	if d.on && t.gen == d.gen {
		d.unref(t.root)
		t.root = 0
		d.tick(t)
	}
}

// IgnoreSync begins or ends a part of t in which atomic operations order nothing:
// the inside of an operation of package sync, which says itself what it orders. Its
// accesses, of a WaitGroup's counter, say, count as part of what t published last: a
// goroutine that Wait has waited for has done nothing after its Done.
func (t *Thread) IgnoreSync(on bool) {
	t.ignores = on
	t.Seg = 0
}

// Ignores reports whether they order nothing.
func (t *Thread) Ignores() bool { return t.ignores }
