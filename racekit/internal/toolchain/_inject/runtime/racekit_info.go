package runtime

import "unsafe"

// What the harness asks about the tasks of an execution and the process.

// rkFindLeaks runs a garbage collection that marks goroutines which nobody
// can wake (golang/go#74609); rkTask then says so of them.
//
//go:linkname rkFindLeaks testing.rkFindLeaks
func rkFindLeaks() { rkLeakGC() }

// rkTask describes task id after the execution.
//
//go:linkname rkTask testing.rkTask
func rkTask(id uint32, out *rkw_TaskInfo) {
	info := &rk.info[id]
	t := rk.s.Task(id)
	*out = rkw_TaskInfo{Parent: info.parent, Start: rkOffset(info.startpc), Go: rkOffset(info.gopc - 1), Op: t.Op}
	out.Object = rk.s.ObjectOf(t.Object)
	out.Signature = rk.s.Signature(id)
	gp := rk.gs[id].ptr()
	if gp == nil {
		return
	}
	status := readgstatus(gp) &^ _Gscan
	switch {
	case rk.s.IsReady(id):
		out.State = rkw_TaskRunnable
	case info.external:
		out.State = rkw_TaskExternal
	case gp.waitreason == waitReasonSleep:
		out.State = rkw_TaskSleeping
	default:
		out.State = rkw_TaskBlocked
	}
	if status == _Gwaiting || rkIsLeaked(status) {
		out.Wait = gp.waitreason.String()
	}
	out.Leaked = rkIsLeaked(status)
	if status == _Gsyscall {
		return // its stack is in use
	}
	systemstack(func() {
		var u unwinder
		u.init(gp, 0)
		out.Depth = rkFrames(&u, out.Stack[:])
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
