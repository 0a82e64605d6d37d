package detect

// A Site is a place in the program together with how it was come to: a place and
// the Site of the call that led there. Sites are a tree that is shared by all
// goroutines and kept from one execution to the next, as a program has few of them.
type Site struct {
	Parent uint32
	PC     uint32
	// Width is how many bytes the access here is of; 0 if nobody has said so.
	Width uint8
}

// rootSite is the parent of where a goroutine begins.
const rootSite = 1

// A Frame is a function that a goroutine is in. Package runtime writes them, in
// assembly: PC is where the function returns to, and Depth how far its stack frame
// is from the start of the stack. A panic leaves functions without telling, and
// then the next call, or return, of who recovers takes them away by their Depth.
type Frame struct {
	PC    uint32
	node  uint32 // Site of the call; 0 if nobody has asked
	Depth uint32
	_     uint32
	near  [2]near // the last accesses
}

type near struct{ pc, site uint32 }

const (
	frameSize  = 32
	firstOrder = 4 // of a goroutine's frames
	lastOrder  = 27
)

// firstFrames gives a new thread room for some frames, and an outermost one.
func (d *Detector) firstFrames(t *Thread) bool {
	base := d.framesOf(firstOrder)
	if base == 0 {
		return false
	}
	d.setFrames(t, base, firstOrder, 0)
	d.mem.Frames[base] = Frame{node: rootSite}
	return true
}

func (d *Detector) setFrames(t *Thread, base, order, depth uint32) {
	t.base, t.order = base, order
	t.Top = (base + depth) * frameSize
	t.End = (base + 1<<order) * frameSize
}

// framesOf returns the first of 1<<order frames that nobody uses; 0 if there is no
// memory.
func (d *Detector) framesOf(order uint32) uint32 {
	if i := d.freeFrames[order]; i != 0 {
		d.freeFrames[order] = d.mem.Frames[i].node
		return i
	}
	if uint32(len(d.mem.Frames))-d.frames < 1<<order {
		return 0
	}
	d.frames += 1 << order
	return d.frames - 1<<order
}

func (d *Detector) freeFramesOf(t *Thread) {
	d.mem.Frames[t.base].node = d.freeFrames[t.order]
	d.freeFrames[t.order] = t.base
}

// Grow gives t room for more frames. It reports whether there was any.
func (d *Detector) Grow(t *Thread) bool {
	if t.order == lastOrder {
		return false
	}
	base := d.framesOf(t.order + 1)
	if base == 0 {
		return false
	}
	depth := t.Top/frameSize - t.base
	copy(d.mem.Frames[base:], d.mem.Frames[t.base:t.base+1<<t.order])
	order := t.order
	d.freeFramesOf(t)
	d.setFrames(t, base, order+1, depth)
	return true
}

// Call is told that t has called a function that returns to pc, and whose frame is
// at depth. Assembly does the same.
func (d *Detector) Call(t *Thread, pc, depth uint32) {
	d.Return(t, depth)
	if t.Top+frameSize >= t.End && !d.Grow(t) {
		return
	}
	t.Top += frameSize
	d.mem.Frames[t.Top/frameSize] = Frame{PC: pc, Depth: depth}
}

// Return is told that t returns from the function whose frame is at depth.
func (d *Detector) Return(t *Thread, depth uint32) {
	for d.mem.Frames[t.Top/frameSize].Depth >= depth {
		t.Top -= frameSize
	}
}

// Site returns the site of an access that t makes at pc.
func (d *Detector) Site(t *Thread, pc uint32) uint32 {
	f := &d.mem.Frames[t.Top/frameSize]
	n := &f.near[(pc>>2^pc)&1]
	if n.pc != pc || n.site == 0 {
		*n = near{pc, d.site(d.call(t.Top/frameSize), pc)}
	}
	return n.site
}

// SiteIn is Site within a function that t is about to leave at pc and that called
// no racefuncenter: callpc is where it was called.
func (d *Detector) SiteIn(t *Thread, callpc, pc uint32) uint32 {
	return d.site(d.site(d.call(t.Top/frameSize), callpc), pc)
}

// call returns the site of the call that began frame i.
func (d *Detector) call(i uint32) uint32 {
	first := i
	for d.mem.Frames[first].node == 0 {
		first--
	}
	for ; first < i; first++ {
		d.mem.Frames[first+1].node = d.site(d.mem.Frames[first].node, d.mem.Frames[first+1].PC)
	}
	return d.mem.Frames[i].node
}

// site returns the site at pc under parent; 0 if there is no memory, and then the
// race is told without it.
func (d *Detector) site(parent, pc uint32) uint32 {
	if parent == 0 {
		return 0
	}
	most := uint64(len(d.mem.Index) - 1)
	h := (uint64(parent)<<32 | uint64(pc)) * 0x9e3779b97f4a7c15
	for at := (h ^ h>>32) & most; ; at = (at + 1) & most {
		i := d.mem.Index[at]
		if i == 0 {
			if d.sites >= uint32(len(d.mem.Sites)) || d.sites > uint32(most/4*3) {
				return 0
			}
			d.mem.Sites[d.sites] = Site{Parent: parent, PC: pc}
			d.mem.Index[at] = d.sites
			d.sites++
			return d.sites - 1
		}
		if s := &d.mem.Sites[i]; s.PC == pc && s.Parent == parent {
			return i
		}
	}
}

// At returns a site, which stays where it is. Site 0 is unknown: it has no PC.
func (d *Detector) At(site uint32) *Site { return &d.mem.Sites[site] }

// forgetSites makes room for others, between two executions.
func (d *Detector) forgetSites() {
	clear(d.mem.Index)
	d.sites = rootSite + 1
	for i := uint32(1); i < d.threads; i++ {
		t := &d.mem.Threads[i]
		t.started = 0
		if t.base == 0 {
			continue // it has ended
		}
		for j := t.base; j <= t.Top/frameSize; j++ {
			f := &d.mem.Frames[j]
			f.node, f.near = 0, [2]near{}
		}
		d.mem.Frames[t.base].node = rootSite
	}
}
