//go:build race

package runtime

import "unsafe"

// The part of the address space in which Go's heap is with -race: from there its
// arenas grow (mallocinit).
const (
	rkdHeapStart = 0x00c0 << 32
	rkdHeapBytes = 0x2000000000
)

// rkdSetUp gives the detector its memory, and the first goroutine its thread.
func rkdSetUp(gctx, pctx *uintptr) {
	m := &firstmoduledata
	start := alignDown(min(m.noptrdata, m.data, m.noptrbss, m.bss), 8)
	size := alignUp(max(m.enoptrdata, m.edata, m.enoptrbss, m.ebss), 8) - start
	words := (rkdHeapBytes + size) / 8

	rkdCellBytes = words * unsafe.Sizeof(rkd_Cell{})
	rkdCells = rkdReserve(rkdCellBytes)
	var mem rkd_Memory
	mem.Cells = unsafe.Slice((*rkd_Cell)(unsafe.Pointer(rkdCells)), words)
	mem.Syncs = unsafe.Slice((*uint32)(unsafe.Pointer(rkdReserve(words*4))), words)
	pages := words/512 + 1
	mem.Pages = unsafe.Slice((*uint32)(unsafe.Pointer(rkdReserve(pages*4))), pages)
	mem.Threads = rkdPool[rkd_Thread](1 << 21)
	mem.Frames = rkdPool[rkd_Frame](1 << 27)
	mem.Sites = rkdPool[rkd_Site](1 << 24)
	mem.Index = rkdPool[uint32](1 << 25)
	mem.Segments = rkdPool[rkd_Segment](1 << 29)
	mem.Lists = rkdPool[rkd_List](1 << 28)
	mem.Entries = rkdPool[rkd_Entry](1 << 30)
	mem.Records = rkdPool[rkd_Record](1 << 28)
	mem.Clocks = rkdPool[rkd_Node](1 << 28)
	mem.Slots = rkdPool[rkd_Slot](1 << 22)
	mem.Persons = rkdPool[rkd_Person](1 << 25)
	rkd.Init(mem, uint64(start), uint64(size), rkdHeapStart, rkdHeapBytes)

	rkdFrames = uintptr(unsafe.Pointer(unsafe.SliceData(mem.Frames)))
	rkdPages = uintptr(unsafe.Pointer(unsafe.SliceData(mem.Pages)))
	rkdText = m.text
	rkdHeap, rkdHeapSize = rkdHeapStart, rkdHeapBytes
	rkdHeapCells = rkdCells + size*2 - 2*rkdHeapStart
	rkdDataCells = rkdCells - 2*start
	*gctx = uintptr(unsafe.Pointer(rkd.Start(nil, 0)))
	*pctx = 1 // there is no processor's context
}

func rkdPool[T any](n uintptr) []T {
	var zero T
	return unsafe.Slice((*T)(unsafe.Pointer(rkdReserve(n*unsafe.Sizeof(zero)))), n)
}

// rkdReserve returns zeroed memory that costs nothing until it is written.
func rkdReserve(n uintptr) uintptr {
	n = alignUp(n, 4096)
	p, err := mmap(nil, n, _PROT_READ|_PROT_WRITE, _MAP_ANON|_MAP_PRIVATE|rkdNoReserve, -1, 0)
	if err != 0 {
		print("racekit: the race detector cannot reserve ", n>>20, " MB of address space (errno ", err, ")\n")
		print("lift the limit of the address space (ulimit -v), or use -detector=tsan\n")
		exit(2)
	}
	madvise(p, n, _MADV_NOHUGEPAGE) // a huge page for each word that is touched would be dear
	return uintptr(p)
}

const rkdNoReserve = 0x4000 // MAP_NORESERVE

// rkdClearCells gives the cells back, which makes them zero.
func rkdClearCells() {
	madvise(unsafe.Pointer(rkdCells), rkdCellBytes, _MADV_DONTNEED)
}

// rkdLeave ends the process, as ThreadSanitizer does where main has returned.
func rkdLeave() {
	if rkdErrors > 0 {
		exit(66)
	}
	exit(0)
}
