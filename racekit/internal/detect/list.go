package detect

// A List has the accesses of a word that matter: the plain writes, the plain reads,
// and the atomic operations.
type List struct{ of [classes]class }

// A class is a part of a List, the newest access first.
type class struct {
	first uint32 // Entry
	count uint32
	limit uint32 // of count: then those that do not matter any more go
}

const classes = 3

// classOf returns the part of a List in which accesses of a kind are.
func classOf(k Kind) int {
	switch k {
	case Write:
		return 0
	case Read:
		return 1
	}
	return 2
}

// clashes reports whether an access of a kind may race with one of a class.
func (k Kind) clashes(class int) bool {
	return [4][classes]bool{
		Write:       {true, true, true},
		Read:        {true, false, true},
		AtomicWrite: {true, true, false},
		AtomicRead:  {true, false, false},
	}[k][class]
}

// An Entry is an access of some bytes of a word.
type Entry struct {
	seg, site uint32
	next      uint32
	mask      uint8
	kind      Kind
}

// How many accesses a class has before it is gone through, and at how many of them an
// access looks with which none of them can race. It need not find at once what it
// covers: too much in a list costs time, but makes nothing wrong.
const (
	firstLimit = 64
	looksAt    = 8
)

func (d *Detector) list() uint32 {
	i := d.freeList
	if i != 0 {
		d.freeList = d.mem.Lists[i].of[0].first
	} else if i = d.next(&d.lists, len(d.mem.Lists)); i == 0 {
		return 0
	}
	d.mem.Lists[i] = List{}
	for j := range d.mem.Lists[i].of {
		d.mem.Lists[i].of[j].limit = firstLimit
	}
	return i
}

func (d *Detector) dropList(i uint32) {
	l := &d.mem.Lists[i]
	for j := range l.of {
		for e := l.of[j].first; e != 0; {
			next := d.mem.Entries[e].next
			d.dropEntry(e)
			e = next
		}
	}
	l.of[0].first, d.freeList = d.freeList, i
}

func (d *Detector) dropEntry(i uint32) {
	d.mem.Entries[i].next, d.freeEntry = d.freeEntry, i
}

// add puts an access in front of a list.
func (d *Detector) add(list, seg, site uint32, mask uint8, k Kind) {
	i := d.freeEntry
	if i != 0 {
		d.freeEntry = d.mem.Entries[i].next
	} else if i = d.next(&d.entries, len(d.mem.Entries)); i == 0 {
		return
	}
	c := &d.mem.Lists[list].of[classOf(k)]
	d.mem.Entries[i] = Entry{seg, site, c.first, mask, k}
	c.first = i
	c.count++
}

// meet compares an access with all of a list that conflict with it, takes out of
// the list what it covers, and adds it.
func (d *Detector) meet(t *Thread, w uint64, list uint32, mask uint8, k Kind, site uint32) {
	l := &d.mem.Lists[list]
	own := classOf(k)
	for j := range l.of {
		c, most := &l.of[j], ^uint32(0)
		if !k.clashes(j) {
			if most = looksAt; j != own {
				continue // nor does it cover any
			}
		}
		gone := d.against(t, w, c, most, mask, k, site)
		if gone == held {
			return
		}
		c.count -= gone
	}
	if c := &l.of[own]; c.count >= c.limit {
		d.thin(c)
	}
	d.add(list, t.Seg, site, mask, k)
}

// held says that an access adds nothing to one of the same segment.
const held = ^uint32(0)

// against compares an access with at most so many entries of a class. It returns
// held, or how many it has taken out.
func (d *Detector) against(t *Thread, w uint64, c *class, most uint32, mask uint8, k Kind, site uint32) (gone uint32) {
	for at := &c.first; *at != 0 && most > 0; most-- {
		i := *at
		e := &d.mem.Entries[i]
		if e.mask&mask == 0 {
			at = &e.next
			continue
		}
		if e.seg == t.Seg && e.kind.covers(k) && mask&^e.mask == 0 {
			return held // all that could race with it was looked at then
		}
		ordered := d.ordered(t, e.seg)
		if !ordered && k.conflicts(e.kind) {
			d.found(t, w, mask, k, site, e)
		}
		if ordered && k.covers(e.kind) {
			if e.mask &^= mask; e.mask == 0 {
				*at = e.next
				gone++
				d.dropEntry(i)
				continue
			}
		}
		at = &e.next
	}
	return gone
}

// thin takes out of a class the accesses for which a newer one of the same goroutine
// stands. It costs what the accesses since the last time have cost.
func (d *Detector) thin(c *class) {
	d.marks++
	left := uint32(0)
	for at := &c.first; *at != 0; {
		e := &d.mem.Entries[*at]
		s := &d.mem.Slots[d.mem.Segments[e.seg-d.base].slot]
		if s.mark != d.marks {
			s.mark, s.seen = d.marks, [2]uint8{}
		}
		// Bytes that a newer access of this goroutine has: within a class all cover
		// atomic reads, which cover nothing but each other.
		covered := s.seen[0]
		if e.kind == AtomicRead {
			covered |= s.seen[1]
			s.seen[1] |= e.mask
		} else {
			s.seen[0] |= e.mask
		}
		if e.mask &^= covered; e.mask == 0 {
			i := *at
			*at = e.next
			d.dropEntry(i)
			continue
		}
		left++
		at = &e.next
	}
	c.count, c.limit = left, max(firstLimit, 2*left)
}
