package sched

// A Cell remembers who touched a word of memory in this execution.
type Cell struct {
	addr  uint64
	gen   uint32
	task  uint32    // the last one
	pcs   [2]uint32 // its last two accesses, as offsets from the text
	wrote bool      // anybody wrote
	share bool      // two tasks touched it and one of them wrote
}

// A Contention finds the memory accesses at which a switch can matter: those
// of words that two tasks touch and at least one of them writes. A decision at
// every access would drown the search. Cells and Sites have power-of-two lengths.
//
// What it finds are not points before the next execution: an execution that
// learns takes the same schedule as one that does not.
type Contention struct {
	Cells []Cell
	Sites []uint32 // open-addressed set of offsets; 0 is free; found marks new ones
	Found []uint32 // the sites found since Begin, in order
	n     int      // of Found
	count int      // of Sites
	gen   uint32
}

// found marks a site that is not yet a point. Offsets are below it.
const found = 1 << 31

// Begin forgets the words and makes points exactly the sites of pcs.
func (c *Contention) Begin(pcs []uint32) {
	c.gen++
	if c.gen == 0 {
		for i := range c.Cells {
			c.Cells[i].gen = 0
		}
		c.gen = 1
	}
	if c.count > 0 {
		for i := range c.Sites {
			c.Sites[i] = 0
		}
	}
	c.count, c.n = 0, 0
	for _, pc := range pcs {
		c.add(pc, 0)
	}
}

// New returns the sites found since Begin.
func (c *Contention) New() []uint32 { return c.Found[:c.n] }

// Has reports whether the access at pc is a point.
func (c *Contention) Has(pc uint32) bool {
	return c.count > 0 && c.Sites[c.slot(pc)] == pc
}

// slot returns where pc is or belongs.
func (c *Contention) slot(pc uint32) uint32 {
	mask := uint32(len(c.Sites) - 1)
	i := uint32(mix(uint64(pc))) & mask
	for c.Sites[i] != 0 && c.Sites[i]&^found != pc {
		i = (i + 1) & mask
	}
	return i
}

// add makes pc a site and reports whether it was none. A full table takes no
// more.
func (c *Contention) add(pc, mark uint32) bool {
	if pc == 0 || pc >= found || c.count >= len(c.Sites)/2 {
		return false
	}
	i := c.slot(pc)
	if c.Sites[i] != 0 {
		return false
	}
	c.Sites[i] = pc | mark
	c.count++
	return true
}

func (c *Contention) find(pc uint32) {
	if c.add(pc, found) && c.n < len(c.Found) {
		c.Found[c.n] = pc
		c.n++
	}
}

// rangeWords bounds the words of one access that are looked at, from its start.
const rangeWords = 16

// Access notes that task touches size bytes at addr from pc; 0 is a word.
func (c *Contention) Access(task uint32, addr, size uint64, pc uint32, write bool) {
	last := (addr + max(size, 1) - 1) >> 3
	for w, n := addr>>3, 0; w <= last && n < rangeWords; w, n = w+1, n+1 {
		c.word(task, w, pc, write)
	}
}

// word notes an access of the word with this number.
func (c *Contention) word(task uint32, addr uint64, pc uint32, write bool) {
	mask := uint64(len(c.Cells) - 1)
	i := mix(addr) & mask
	for probes := 0; probes < 16; probes++ {
		cell := &c.Cells[i]
		if cell.gen != c.gen {
			*cell = Cell{addr: addr, gen: c.gen, task: task, wrote: write}
			cell.pcs[0] = pc
			return
		}
		if cell.addr == addr {
			c.touch(cell, task, pc, write)
			return
		}
		i = (i + 1) & mask
	}
}

func (c *Contention) touch(cell *Cell, task, pc uint32, write bool) {
	cell.wrote = cell.wrote || write
	if cell.task != task && cell.wrote {
		cell.share = true
	}
	if cell.share {
		c.find(pc)
		c.find(cell.pcs[0])
		c.find(cell.pcs[1])
	}
	cell.task = task
	if cell.pcs[0] != pc {
		cell.pcs[1] = cell.pcs[0]
		cell.pcs[0] = pc
	}
}
