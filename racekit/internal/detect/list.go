package detect

// A List has the accesses of a word that matter, the newest first.
type List struct {
	writes, reads uint32 // the first Entry of each
	readers       uint32 // how many reads there are
	limit         uint32 // of readers: then those that do not matter any more go
}

// An Entry is an access of some bytes of a word.
type Entry struct {
	seg, site uint32
	next      uint32
	mask      uint8
	kind      Kind
}

// How many reads a list has before it is gone through, and how many of them a read
// looks at. A read need not find what it covers at once: too much in a list costs
// time, but makes nothing wrong.
const (
	firstLimit = 64
	looksAt    = 8
)

func (d *Detector) list() uint32 {
	i := d.freeList
	if i != 0 {
		d.freeList = d.mem.Lists[i].writes
	} else if i = d.lists; i < uint32(len(d.mem.Lists)) {
		d.lists++
	} else {
		d.spent()
		return 0
	}
	d.mem.Lists[i] = List{limit: firstLimit}
	return i
}

func (d *Detector) dropList(i uint32) {
	l := &d.mem.Lists[i]
	for _, e := range [2]uint32{l.writes, l.reads} {
		for e != 0 {
			next := d.mem.Entries[e].next
			d.dropEntry(e)
			e = next
		}
	}
	l.writes, d.freeList = d.freeList, i
}

func (d *Detector) dropEntry(i uint32) {
	d.mem.Entries[i].next, d.freeEntry = d.freeEntry, i
}

// add puts an access in front of a list.
func (d *Detector) add(list, seg, site uint32, mask uint8, k Kind) {
	i := d.freeEntry
	if i != 0 {
		d.freeEntry = d.mem.Entries[i].next
	} else if i = d.entries; i < uint32(len(d.mem.Entries)) {
		d.entries++
	} else {
		d.spent()
		return
	}
	l := &d.mem.Lists[list]
	head := &l.writes
	if !k.Writes() {
		head = &l.reads
		l.readers++
	}
	d.mem.Entries[i] = Entry{seg, site, *head, mask, k}
	*head = i
}

// meet compares an access with all of a list that conflict with it, takes out of
// the list what it covers, and adds it.
func (d *Detector) meet(t *Thread, w uint64, list uint32, mask uint8, k Kind, site uint32) {
	l := &d.mem.Lists[list]
	if d.against(t, w, &l.writes, ^uint32(0), mask, k, site) != 0 {
		return
	}
	most := ^uint32(0)
	if !k.Writes() {
		most = looksAt
	}
	gone := d.against(t, w, &l.reads, most, mask, k, site)
	if gone == held {
		return
	}
	l.readers -= gone
	if !k.Writes() && l.readers >= l.limit {
		d.thin(l)
	}
	d.add(list, t.Seg, site, mask, k)
}

// held says that an access adds nothing to one of the same segment.
const held = ^uint32(0)

// against compares an access with at most so many entries of one half of a list.
// It returns held, or, of the reads, how many it has taken out.
func (d *Detector) against(t *Thread, w uint64, at *uint32, most uint32, mask uint8, k Kind, site uint32) (gone uint32) {
	for ; *at != 0 && most > 0; most-- {
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
				if !e.kind.Writes() {
					gone++
				}
				d.dropEntry(i)
				continue
			}
		}
		at = &e.next
	}
	return gone
}

// thin takes out of the reads of a list those for which a newer one of the same
// goroutine stands. It costs what the reads since the last time have cost.
func (d *Detector) thin(l *List) {
	d.marks++
	left := uint32(0)
	for at := &l.reads; *at != 0; {
		e := &d.mem.Entries[*at]
		s := &d.mem.Slots[d.mem.Segments[e.seg-d.base].slot]
		if s.mark != d.marks {
			s.mark, s.seen = d.marks, [2]uint8{}
		}
		// Bytes that a newer read of this goroutine has: a plain one covers an
		// atomic one, and not the other way round.
		covered := s.seen[0]
		if e.kind == AtomicRead {
			covered |= s.seen[1]
		}
		s.seen[e.kind/2] |= e.mask
		if e.mask &^= covered; e.mask == 0 {
			i := *at
			*at = e.next
			d.dropEntry(i)
			continue
		}
		left++
		at = &e.next
	}
	l.readers, l.limit = left, max(firstLimit, 2*left)
}
