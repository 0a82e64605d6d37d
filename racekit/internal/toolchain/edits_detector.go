package toolchain

import (
	"strings"

	"github.com/racekit/toolkit/racekit/internal/detect"
)

const raceGo = "src/runtime/race.go"

// detectorEdits make the runtime call racekit's own race detector in place of
// ThreadSanitizer. The files of _inject whose names begin with ownFile define the
// functions that it calls, by the same names, so only what says that they come from
// a C object goes.
func detectorEdits() []Edit {
	imported := func(names ...string) string {
		var b strings.Builder
		for _, name := range names {
			b.WriteString("//go:cgo_import_static __tsan_" + name + "\n")
		}
		return b.String()
	}
	return append(fastEdits(), []Edit{
		{Name: "race: calls from Go stay in Go", File: raceGo,
			Anchor: imported("init", "fini", "proc_create", "proc_destroy", "map_shadow", "finalizer_goroutine", "go_start", "go_end", "malloc", "free",
				"acquire", "release", "release_acquire", "release_merge", "go_ignore_sync_begin", "go_ignore_sync_end", "report_count"),
			Put: Instead},
		{Name: "race: calls from assembly stay in Go", File: raceGo,
			Anchor: imported("read", "read_pc", "read_range", "write", "write_pc", "write_range", "func_enter", "func_exit"), Put: Instead},
		{Name: "race: atomics stay in Go", File: raceGo,
			Anchor: imported("go_atomic32_load", "go_atomic64_load", "go_atomic32_store", "go_atomic64_store", "go_atomic32_exchange", "go_atomic64_exchange",
				"go_atomic32_fetch_add", "go_atomic64_fetch_add", "go_atomic32_fetch_and", "go_atomic64_fetch_and", "go_atomic32_fetch_or", "go_atomic64_fetch_or",
				"go_atomic32_compare_exchange", "go_atomic64_compare_exchange"), Put: Instead},
		{Name: "raceinit: without cgo", File: raceGo,
			Anchor: "\tif !iscgo && GOOS != \"darwin\" {\n\t\tthrow(\"raceinit: race build must use cgo\")\n\t}\n", Put: Instead},
		{Name: "raceacquirectx: each timer is a goroutine of its own", File: raceGo,
			Anchor: "func raceacquirectx(racectx uintptr, addr unsafe.Pointer) {\n", Put: After,
			Text: "\trkdForget(racectx)\n"},
		{Name: "notifyListNotifyAll: a Broadcast is ordered before the Waits that it wakes", File: semaGo,
			Anchor: "\tfor s != nil {\n\t\tnext := s.next\n\t\ts.next = nil\n", Put: After, Text: wakes},
		{Name: "notifyListNotifyOne: a Signal is ordered before the Wait that it wakes", File: semaGo,
			Anchor: "\t\t\tunlock(&l.lock)\n\t\t\ts.next = nil\n", Put: After, Text: wakes},
		{Name: "makechan: a place for each slot of empty elements", File: "src/runtime/chan.go",
			Anchor: "\t\tc.buf = c.raceaddr()\n", Put: After, Text: `		if n := rkdSlots(size); n > 0 {
			c = (*hchan)(mallocgc(hchanSize+n*8, nil, true))
			c.buf = add(unsafe.Pointer(c), hchanSize)
		}
`},
		{Name: "racenotify: each slot of empty elements has its place", File: "src/runtime/chan.go",
			Anchor: "\tif c.elemsize == 0 {\n\t\tif sg == nil {\n\t\t\traceacquire(qp)\n", Put: Before,
			Text: `	if n := rkdSlots(int(c.dataqsiz)); c.elemsize == 0 && n > 0 {
		if sg == nil {
			racereleaseacquire(add(qp, uintptr(idx)%n*8))
		} else {
			racereleaseacquireg(sg.g, add(qp, uintptr(idx)%n*8))
		}
		return
	}
`},
	}...)
}

// fastEdits let most accesses, and calls and returns, stay on the goroutine's stack:
// to change to g0's costs more than what there is to do.
func fastEdits() []Edit {
	access := func(name, Name string) Edit {
		slow := "\tMOVQ\t$__tsan_" + name + "(SB), AX\n\tJMP\tracecalladdr<>(SB)\n"
		return Edit{Name: "race" + name + ": fast", File: raceAsm,
			Anchor: "\t// void __tsan_" + name + "(ThreadState *thr, void *addr, void *pc);\n" + slow, Put: Instead,
			Text: "\tJMP\truntime·rkd" + Name + "Fast(SB)\n\nTEXT\truntime·rkd" + Name + "Slow(SB), NOSPLIT, $0-0\n" + slow}
	}
	return []Edit{
		access("read", "Read"), access("write", "Write"),
		{Name: "racefuncenter: fast", File: raceAsm,
			Anchor: "\t// racecall<> preserves BX\n\tCALL\tracecall<>(SB)\n", Put: Instead,
			Text: "\tCALL\truntime·rkdEnter(SB) // preserves BX\n"},
		{Name: "racefuncexit: fast", File: raceAsm,
			Anchor: "\t// void __tsan_func_exit(ThreadState *thr);\n\tMOVQ\t$__tsan_func_exit(SB), AX\n\tJMP\tracecall<>(SB)\n", Put: Instead,
			Text: "\tJMP\truntime·rkdLeaveFunc(SB)\n\nTEXT\truntime·rkdEnterSlow(SB), NOSPLIT, $0-0\n\tMOVQ\t$__tsan_func_enter(SB), AX\n\tJMP\tracecall<>(SB)\n"},
	}
}

// wakes orders what the caller of Signal or Broadcast did before what the goroutine
// of s does (sync.Cond: "synchronizes before any Wait call that it unblocks"), which
// package sync tells no detector.
const (
	semaGo = "src/runtime/sema.go"
	wakes  = `		if raceenabled {
			racerelease(unsafe.Pointer(l))
			raceacquireg(s.g, unsafe.Pointer(l))
		}
`
)

// detectorGrafts are the sources of the detector.
func detectorGrafts() []graft { return []graft{{detect.Source, "*.go", "rkd_", "runtime", ""}} }
