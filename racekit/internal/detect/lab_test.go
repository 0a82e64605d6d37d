package detect

import "slices"

// A lab is a detector beside the definition of what it should say: the graph of
// all that happened, in which happens-before is a path.
type lab struct {
	*Detector
	threads []*Thread // nil once it has ended
	last    []int     // of each thread: its last node, -1 is none
	past    [][]uint64
	known   map[uint64][]uint64 // of each address: the nodes that an acquire orders
	done    []access
	cur     int // the thread that took the last step, which began at node begun
	begun   int
}

// An access is a node of the graph that touches memory.
type access struct {
	node       int
	addr, size uint64
	kind       Kind
	site       uint32
}

const (
	labData = 0x1000
	labHeap = 0x10000
	labSize = 0x1000
)

func labMemory(scale int) Memory {
	n := scale
	return Memory{
		Cells: make([]Cell, 2*labSize/wordSize), Syncs: make([]uint32, 2*labSize/wordSize), Pages: make([]uint32, 2*labSize/wordSize/pageWords+1),
		Threads: make([]Thread, n), Frames: make([]Frame, 64*n), Sites: make([]Site, 8*n), Index: make([]uint32, 1<<16),
		Pools: Pools{
			Segments: make([]Segment, 32*n), Lists: make([]List, n), Entries: make([]Entry, 16*n), Records: make([]Record, n),
			Clocks: make([]Node, 32*n), Slots: make([]Slot, n), Persons: make([]Person, 8*n),
		},
	}
}

func newDetector(scale int) *Detector {
	d := new(Detector)
	d.Init(labMemory(scale), labData, labSize, labHeap, labSize)
	return d
}

func newLab() *lab { return &lab{Detector: newDetector(4096)} }

// begin starts an execution with one thread.
func (l *lab) begin() {
	l.Begin()
	l.past, l.done, l.known = nil, nil, map[uint64][]uint64{}
	l.threads = append(l.threads, l.Detector.Start(nil, 0))
	for len(l.last) < len(l.threads) {
		l.last = append(l.last, 0)
	}
	for i := range l.last {
		l.last[i] = -1
	}
}

// node adds a step of thread t, after those in before.
func (l *lab) node(t int, before []uint64) int {
	i := len(l.past)
	p := slices.Clone(before)
	if l.last[t] >= 0 {
		p = with(union(p, l.past[l.last[t]]), l.last[t])
	}
	l.past = append(l.past, p)
	l.last[t] = i
	l.Step = uint32(i)
	if t != l.cur || i%3 == 0 { // or it goes on in its last step
		l.threads[t].Stepped()
		l.begun = i
	}
	l.cur = t
	return i
}

func union(a, b []uint64) []uint64 {
	out := make([]uint64, max(len(a), len(b)))
	copy(out, a)
	for i, x := range b {
		out[i] |= x
	}
	return out
}

func with(a []uint64, i int) []uint64 {
	for len(a) <= i/64 {
		a = append(a, 0)
	}
	a[i/64] |= 1 << (i % 64)
	return a
}

func has(a []uint64, i int) bool { return i/64 < len(a) && a[i/64]>>(i%64)&1 != 0 }

func (l *lab) start(parent int) {
	i := l.node(parent, nil)
	l.threads = append(l.threads, l.Detector.Start(l.threads[parent], 7))
	l.last = append(l.last, i)
}

func (l *lab) stop(t int) {
	l.Stop(l.threads[t])
	l.threads[t] = nil
}

func (l *lab) acquire(t int, addr uint64) {
	l.node(t, l.known[addr])
	l.Acquire(l.threads[t], addr)
}

func (l *lab) release(t int, addr uint64) {
	i := l.node(t, nil)
	l.known[addr] = with(slices.Clone(l.past[i]), i)
	l.Release(l.threads[t], addr)
}

func (l *lab) merge(t int, addr uint64) {
	i := l.node(t, nil)
	l.known[addr] = with(union(l.known[addr], l.past[i]), i)
	l.ReleaseMerge(l.threads[t], addr)
}

// swap is a ReleaseAcquire.
func (l *lab) swap(t int, addr uint64) {
	before := l.known[addr]
	i := l.node(t, nil)
	l.known[addr] = with(slices.Clone(l.past[i]), i)
	l.ReleaseAcquire(l.threads[t], addr)
	l.past = append(l.past, with(union(before, l.past[i]), i))
	l.last[t] = len(l.past) - 1
}

// free begins a new life of some memory.
func (l *lab) free(addr, size uint64) {
	l.Allocated(addr, size)
	var kept []access
	for _, a := range l.done {
		kept = append(kept, cut(a, addr&^7, (addr+size+7)&^7)...)
	}
	l.done = kept
	for at := range l.known {
		if at >= addr&^7 && at < (addr+size+7)&^7 {
			delete(l.known, at)
		}
	}
}

// cut takes the bytes from one address up to another out of an access.
func cut(a access, from, to uint64) (out []access) {
	if left := a; a.addr < from {
		left.size = min(a.size, from-a.addr)
		out = append(out, left)
	}
	if right := a; a.addr+a.size > to {
		right.addr = max(a.addr, to)
		right.size = a.addr + a.size - right.addr
		out = append(out, right)
	}
	return out
}

// access lets t access memory, and returns with which earlier accesses it races by
// definition. unseen are those of them that share a byte with it that no access of
// the same step has shown to race.
func (l *lab) access(t int, addr, size uint64, k Kind) (races, unseen []access) {
	i := l.node(t, nil)
	site := l.Site(l.threads[t], uint32(i)+100)
	a := access{i, addr, size, k, site}
	for _, b := range l.done {
		if has(l.past[i], b.node) || k&1 == 0 && b.kind&1 == 0 || k >= AtomicRead && b.kind >= AtomicRead {
			continue
		}
		race, news := false, false
		for at := max(addr, b.addr); at < min(addr+size, b.addr+b.size); at++ {
			race = true
			news = news || !slices.ContainsFunc(l.done, func(c access) bool {
				return c.node >= l.begun && c.kind.covers(k) && at >= c.addr && at < c.addr+c.size
			})
		}
		if race {
			races = append(races, b)
		}
		if news {
			unseen = append(unseen, b)
		}
	}
	l.done = append(l.done, a)
	l.Access(l.threads[t], addr, size, k, site)
	return races, unseen
}
