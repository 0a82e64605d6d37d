package detect

// A Cell is what is remembered of a word. Most words are read and written whole,
// by plain accesses, and then at most one write and one read matter: their
// segments, 0 or older than the execution if there is none, and in P their sites
// and which bytes of the word they are of. Otherwise these are no bytes, P is the
// number of a List, and R is a segment of the execution to which that belongs.
type Cell struct {
	W, R uint32
	P    uint64
}

const (
	siteBits = 28
	maskAt   = 2 * siteBits
	noSite   = 0
	whole    = 0xff
	siteMask = 1<<siteBits - 1
)

func (c *Cell) mask() uint8       { return uint8(c.P >> maskAt) }
func (c *Cell) writeSite() uint32 { return uint32(c.P) & siteMask }
func (c *Cell) readSite() uint32  { return uint32(c.P>>siteBits) & siteMask }

func packed(write, read uint32, mask uint8) uint64 {
	return uint64(write) | uint64(read)<<siteBits | uint64(mask)<<maskAt
}

// A Kind is what an access does.
type Kind uint8

const (
	Read Kind = iota
	Write
	AtomicRead
	AtomicWrite
)

// Writes reports whether it changes memory.
func (k Kind) Writes() bool { return k&1 != 0 }

// Atomic reports whether it is one of sync/atomic.
func (k Kind) Atomic() bool { return k&2 != 0 }

// conflicts reports whether two accesses of the same memory race if nothing
// orders them.
func (k Kind) conflicts(other Kind) bool {
	return (k | other).Writes() && !(k & other).Atomic()
}

// covers reports whether an access conflicts with all with which an earlier one of
// the other kind conflicts. If it is ordered after that, nobody needs the earlier
// one any more: who is not ordered after it is not ordered after this one.
func (k Kind) covers(other Kind) bool {
	return [4]uint8{
		Read:        1<<Read | 1<<AtomicRead,
		Write:       1<<Read | 1<<Write | 1<<AtomicRead | 1<<AtomicWrite,
		AtomicRead:  1 << AtomicRead,
		AtomicWrite: 1<<AtomicRead | 1<<AtomicWrite,
	}[k]>>other&1 != 0
}

// Access is told that t accesses size bytes at addr, at a site.
func (d *Detector) Access(t *Thread, addr, size uint64, k Kind, site uint32) {
	if !d.on || size == 0 {
		return
	}
	seg := t.Seg
	if seg == 0 {
		if seg = d.segment(t); seg == 0 {
			return
		}
	}
	w, off := d.word(addr), addr%wordSize
	if off == 0 && size >= 4*wordSize && !k.Atomic() {
		n := size / wordSize
		d.words(t, w, n, k, site)
		w, size = w+n, size%wordSize
	}
	for size > 0 && d.on {
		n := min(size, wordSize-off)
		mask := uint8((1<<n - 1) << off)
		if k.Atomic() {
			d.slow(t, w, mask, k, site)
		} else {
			d.plain(t, w, mask, k, site)
		}
		w, off, size = w+1, 0, size-n
	}
}

// plain is a read or a write of some bytes of a word.
func (d *Detector) plain(t *Thread, w uint64, mask uint8, k Kind, site uint32) {
	c := &d.mem.Cells[w]
	if c.W <= d.base && c.R <= d.base {
		d.mem.Pages[w/pageWords] = d.gen
		if k == Write {
			*c = Cell{t.Seg, 0, packed(site, noSite, mask)}
		} else {
			*c = Cell{0, t.Seg, packed(noSite, site, mask)}
		}
		return
	}
	if c.mask() != mask || c.W > d.base && c.W != t.Seg && !d.ordered(t, c.W) {
		d.slow(t, w, mask, k, site)
		return
	}
	if k == Read && c.W == t.Seg {
		return
	}
	switch known := c.R <= d.base || c.R == t.Seg || d.ordered(t, c.R); {
	case !known:
		d.slow(t, w, mask, k, site)
	case k == Write:
		*c = Cell{t.Seg, 0, packed(site, noSite, mask)}
	case c.R != t.Seg:
		c.R, c.P = t.Seg, packed(c.writeSite(), site, mask)
	}
}

// words is a read or a write of n words. What becomes of one becomes of those that
// were like it.
func (d *Detector) words(t *Thread, w, n uint64, k Kind, site uint32) {
	for p := w / pageWords; p <= (w+n-1)/pageWords; p++ {
		d.mem.Pages[p] = d.gen
	}
	var was, is Cell
	known := false
	cells := d.mem.Cells[w : w+n]
	for i := range cells {
		c := &cells[i]
		if known && *c == was {
			*c = is
			continue
		}
		was = *c
		alone := was.mask() != 0 || was.R <= d.base
		d.plain(t, w+uint64(i), whole, k, site)
		if !d.on {
			return
		}
		is = *c
		known = alone && is.mask() != 0
	}
}

// slow keeps all accesses of a word that matter in a list.
func (d *Detector) slow(t *Thread, w uint64, mask uint8, k Kind, site uint32) {
	c := &d.mem.Cells[w]
	fresh := c.W <= d.base && c.R <= d.base
	if fresh || c.mask() != 0 {
		i := d.list()
		if i == 0 {
			return
		}
		if !fresh && c.W > d.base {
			d.add(i, c.W, c.writeSite(), c.mask(), Write)
		}
		if !fresh && c.R > d.base {
			d.add(i, c.R, c.readSite(), c.mask(), Read)
		}
		*c = Cell{0, t.Seg, uint64(i)}
		d.mem.Pages[w/pageWords] = d.gen
	}
	d.meet(t, w, uint32(c.P), mask, k, site)
	if d.on {
		d.compact(c)
	}
}

// compact turns a list of one plain access back into a cell.
func (d *Detector) compact(c *Cell) {
	l := &d.mem.Lists[uint32(c.P)].of
	if l[0].count+l[1].count != 1 || l[2].count != 0 {
		return
	}
	e := d.mem.Entries[l[0].first|l[1].first]
	d.dropList(uint32(c.P))
	if e.kind == Write {
		*c = Cell{e.seg, 0, packed(e.site, noSite, e.mask)}
	} else {
		*c = Cell{0, e.seg, packed(noSite, e.site, e.mask)}
	}
}
