package runtime

import "unsafe"

// What the harness asks about the tasks of an execution and the process.

// rkFindLeaks runs a garbage collection that marks goroutines which nobody
// can wake (golang/go#74609); rkTask then says so of them.
//
//go:linkname rkFindLeaks testing.rkFindLeaks
func rkFindLeaks() { rkLeakGC() }

// rkTaskInfo is what package testing learns about a task.
type rkTaskInfo struct {
	parent  uint32
	object  uint32
	op      uint8
	state   uint8 // as trace.State
	leaked  bool
	startpc uint32 // code offsets
	gopc    uint32
	wait    string
	stack   [rkStackDepth]uint32
	depth   int
	sig     uint64
}

// rkTask describes task id after the execution.
//
//go:linkname rkTask testing.rkTask
func rkTask(id uint32, out *rkTaskInfo) {
	info := &rk.info[id]
	t := rk.s.Task(id)
	*out = rkTaskInfo{parent: info.parent, startpc: rkOffset(info.startpc), gopc: rkOffset(info.gopc - 1), op: uint8(t.Op)}
	out.object = rk.s.ObjectOf(t.Object)
	out.sig = rk.s.Signature(id)
	gp := rk.gs[id].ptr()
	if gp == nil {
		return
	}
	status := readgstatus(gp) &^ _Gscan
	switch {
	case rk.s.IsReady(id):
		out.state = 1
	case info.external:
		out.state = 4
	case gp.waitreason == waitReasonSleep:
		out.state = 3
	default:
		out.state = 2
	}
	if status == _Gwaiting || rkIsLeaked(status) {
		out.wait = gp.waitreason.String()
	}
	out.leaked = rkIsLeaked(status)
	if status == _Gsyscall {
		return // its stack is in use
	}
	systemstack(func() {
		var u unwinder
		u.init(gp, 0)
		out.depth = rkFrames(&u, out.stack[:])
	})
}

// rkEventStack returns the stack that was noted at event i.
//
//go:linkname rkEventStack testing.rkEventStack
func rkEventStack(i int) []uint32 {
	if i >= len(rk.log) {
		return nil
	}
	return rk.log[i][:]
}

func rkOffset(pc uintptr) uint32 {
	if pc < rk.text {
		return 0
	}
	return uint32(pc - rk.text)
}

// rkSymbolize calls visit for each function at code offset pc, the innermost
// of inlined ones first.
//
//go:linkname rkSymbolize testing.rkSymbolize
func rkSymbolize(pc uint32, visit func(fn, file string, line, entry int)) {
	f := findfunc(rk.text + uintptr(pc))
	if !f.valid() {
		return
	}
	u, uf := newInlineUnwinder(f, rk.text+uintptr(pc))
	for ; uf.valid(); uf = u.next(uf) {
		sf := u.srcFunc(uf)
		file, line := u.fileLine(uf)
		visit(sf.name(), file, line, int(sf.startLine))
	}
}

// rkHeap returns how many bytes of heap are in use or not yet collected.
//
//go:linkname rkHeap testing.rkHeap
func rkHeap() uint64 { return gcController.heapLive.Load() }

// rkMixture returns the number of the strategy that is all of them in turn.
//
//go:linkname rkMixture testing.rkMixture
func rkMixture() uint8 { return uint8(rks_Mixed) }

// rkPoolCleanup empties all sync.Pools, as two garbage collections would.
//
//go:linkname rkPoolCleanup testing.rkPoolCleanup
func rkPoolCleanup() {
	if poolcleanup != nil {
		poolcleanup()
		poolcleanup()
	}
}

// rkInside returns the number in this process of the execution that the caller
// is part of; 0 if there is none.
//
//go:linkname rkInside testing.rkInside
func rkInside() uint32 {
	if !rk.on || getg().rk == 0 || rk.harness == 0 {
		return 0
	}
	return uint32(rk.gen)
}

// rkWhere returns how many steps the execution has taken and who the caller is
// in it; 0 if it is nobody.
//
//go:linkname rkWhere testing.rkWhere
func rkWhere() (step int, task uint32) {
	if rkInside() == 0 {
		return 0, 0
	}
	return rk.s.Steps, getg().rk
}

// rkEvents returns where the events of the last execution are, and their size.
//
//go:linkname rkEvents testing.rkEvents
func rkEvents() (unsafe.Pointer, uintptr) {
	events := rk.s.Recorded()
	return unsafe.Pointer(unsafe.SliceData(events)), uintptr(len(events)) * unsafe.Sizeof(rks_Event{})
}
