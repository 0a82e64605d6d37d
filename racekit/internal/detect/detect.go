// Package detect is an exact detector of data races, for executions in which one
// goroutine runs at a time.
//
// It keeps happens-before as FastTrack does (Flanagan, Freund: FastTrack, PLDI
// 2009): vector clocks for goroutines and for what synchronizes them, epochs for
// accesses. It is exact: an access is told to race if and only if some earlier
// access of the execution conflicts with it and nothing orders the two. Nothing is
// dropped but what cannot matter any more: an earlier access goes when a later one
// that is ordered after it conflicts with all that it conflicts with. Where memory
// ends the execution is no longer exact, and Exact says so.
//
// The source goes into package runtime of the controlled toolchain (package
// toolchain), where it runs on the scheduler's stack: it imports nothing, it
// allocates nothing, and it writes no pointer. All memory comes from outside, and
// what costs most to clear is not cleared: a cell, or a record, that is older than
// the execution is empty.
package detect

// Memory is what a Detector works in. The caller gives zeroed memory that is not
// moved; it may be large and mostly untouched, as pages that were never written
// cost nothing. The first entry of each pool is not used.
type Memory struct {
	Cells   []Cell   // one for each word of the program's memory
	Syncs   []uint32 // one for each word: the first of its Records
	Pages   []uint32 // one for each pageWords words: the last execution that used one
	Threads []Thread
	Frames  []Frame
	Sites   []Site
	Index   []uint32 // of Sites; a power of two
	Pools
}

// Pools are what every execution begins with as if it were empty.
type Pools struct {
	Segments []Segment
	Lists    []List
	Entries  []Entry
	Records  []Record
	Clocks   []Node
	Slots    []Slot
	Persons  []Person
}

const (
	wordSize  = 8
	pageWords = 512
)

// A Detector is one for a process. It is for one goroutine at a time.
type Detector struct {
	mem  Memory
	heap region
	data region

	// Step is the step of the execution in which accesses happen now. The caller
	// sets it.
	Step uint32

	on    bool
	exact bool
	lost  bool   // a goroutine has no Thread, for ever
	gen   uint32 // the number of this execution
	base  uint32 // the last segment of those before it

	threads, freeThread          uint32
	frames                       uint32 // handed out
	freeFrames                   [32]uint32
	sites                        uint32
	segments                     uint32
	lists, freeList              uint32
	entries, freeEntry           uint32
	records, freeRecord          uint32
	clocks, freeClock            uint32
	slots, firstEnded, lastEnded uint32
	persons                      uint32

	races [mostRaces]Race
	told  int // of races
	count int
	marks uint32 // how often lists were gone through
}

// A region is a part of the address space of which the detector keeps cells.
type region struct {
	start, size uint64
	words       uint64 // cells before its first one
}

// Init makes d ready. data and heap are the address ranges, start and size in
// bytes, of which there are cells: multiples of a word. Memory.Cells has one for
// each of their words, those of data first.
func (d *Detector) Init(m Memory, dataStart, dataSize, heapStart, heapSize uint64) {
	d.mem = m
	d.data = region{dataStart, dataSize, 0}
	d.heap = region{heapStart, heapSize, dataSize / wordSize}
	d.threads, d.frames, d.sites = 1, 1, rootSite+1
	d.segments, d.exact = 1, true
}

// Begin starts an execution: whatever happened before is ordered before all that
// happens in it.
func (d *Detector) Begin() {
	d.gen++
	d.base += d.segments - 1
	d.segments = 1
	d.lists, d.freeList = 1, 0
	d.entries, d.freeEntry = 1, 0
	d.records, d.freeRecord = 1, 0
	d.clocks, d.freeClock = 1, 0
	d.slots, d.firstEnded, d.lastEnded = 1, 0, 0
	d.persons = 1
	d.told, d.count, d.marks = 0, 0, 0
	d.on, d.exact = true, !d.lost
	for i := uint32(1); i < d.threads; i++ {
		d.mem.Threads[i].Seg = 0 // it means nothing now, and is compared with cells
	}
	if d.sites > uint32(len(d.mem.Sites)/2) {
		d.forgetSites()
	}
}

// Used reports whether the numbers of segments are about to run out. The caller
// clears Memory.Cells then, and calls Restart.
func (d *Detector) Used() bool { return d.base > 1<<31 }

// Restart begins the numbers of segments anew. All cells are zero.
func (d *Detector) Restart() { d.base, d.segments = 0, 1 }

// End ends the execution. What happens between two executions is not looked at.
func (d *Detector) End() { d.on = false }

// On reports whether an execution is looked at.
func (d *Detector) On() bool { return d.on }

// Exact reports whether every race of the execution was told: no memory has run
// out.
func (d *Detector) Exact() bool { return d.exact }

// next returns the first entry of a pool that was never used, of which so many were;
// 0 if there is none: then the execution is not exact.
func (d *Detector) next(used *uint32, size int) uint32 {
	if *used >= uint32(size) {
		d.spent()
		return 0
	}
	*used++
	return *used - 1
}

// spent gives up on the rest of the execution.
func (d *Detector) spent() { d.on, d.exact = false, false }

// word returns the number of the cell of an address, which is in data or heap.
func (d *Detector) word(addr uint64) uint64 {
	if off := addr - d.heap.start; off < d.heap.size {
		return d.heap.words + off/wordSize
	}
	return d.data.words + (addr-d.data.start)/wordSize
}

// Covers reports whether there is a cell for each of size bytes from addr on.
func (d *Detector) Covers(addr, size uint64) bool {
	return d.data.has(addr, size) || d.heap.has(addr, size)
}

func (r *region) has(addr, size uint64) bool {
	off := addr - r.start
	return off < r.size && size <= r.size-off
}

// Allocated forgets what happened at addr and after it: this memory begins a new
// life.
func (d *Detector) Allocated(addr, size uint64) {
	if !d.on || size == 0 {
		return
	}
	from, to := d.word(addr), d.word(addr+size-1)+1
	for w := from; w < to; {
		page := w / pageWords
		end := min((page+1)*pageWords, to)
		if d.mem.Pages[page] == d.gen {
			for ; w < end; w++ {
				d.clear(w)
			}
		}
		w = end
	}
}

func (d *Detector) clear(w uint64) {
	c := &d.mem.Cells[w]
	if c.mask() == 0 && c.R > d.base {
		d.dropList(uint32(c.P))
	}
	*c = Cell{}
	if i := d.mem.Syncs[w]; i != 0 {
		if d.live(i, w) {
			for i != 0 {
				next := d.mem.Records[i].next
				d.unref(d.mem.Records[i].root)
				d.mem.Records[i] = Record{next: d.freeRecord}
				d.freeRecord = i
				i = next
			}
		}
		d.mem.Syncs[w] = 0
	}
}
