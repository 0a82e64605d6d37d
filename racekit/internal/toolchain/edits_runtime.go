package toolchain

const (
	procGo    = "src/runtime/proc.go"
	runtime2  = "src/runtime/runtime2.go"
	mapsTable = "src/internal/runtime/maps/table.go"
)

// runtimeEdits put the hooks of inject/runtime/racekit_sched.go into the
// scheduler.
var runtimeEdits = []Edit{
	{Name: "g: membership", File: runtime2,
		Anchor: "// goid of goroutine that created this goroutine\n",
		Put:    After, Text: `	rk uint32 // racekit: task number, 0 is no member
	rkgen uint32 // racekit: the execution it belongs to
	rkhush int32 // racekit: no scheduling points while positive
	rkcalls uint32 // racekit: calls, returns and accesses that the detector was told of
	rksyncs uint32 // racekit: synchronizations
	rkdid bool // racekit: its last operation may have changed something
`},

	{Name: "schedinit: worker or not", File: procGo,
		Anchor: "\trandinit()",
		Put:    Before, Text: "\trkEarly()\n"},
	{Name: "schedinit: hide RACEKIT_*", File: procGo,
		Anchor: `	goenvs()
	secure()
`,
		Put: After, Text: `	if rk.worker {
		rkFilterEnv()
	}
`},
	{Name: "randinit: fixed start seed", File: "src/runtime/rand.go",
		Anchor: "\tglobalRand.state.Init(*seed)\n",
		Put:    Before, Text: `	if rk.worker {
		clear(seed[:])
		seed[0] = 1
	}
`},
	{Name: "main: first member", File: procGo,
		Anchor: "\tdefaultGOMAXPROCSUpdateEnable() // don't STW before runtime initialized.\n",
		Put:    After, Text: `	if rk.worker {
		rkStart()
	}
`},

	{Name: "newproc1: membership", File: procGo,
		Anchor: "\tnewg.runningCleanups.Store(false)\n", From: "1.26",
		Put: After, Text: "\trkSpawn(callergp, newg)\n"},
	{Name: "newproc1: membership", File: procGo,
		Anchor: "\tnewg.startpc = fn.fn\n", Until: "1.26",
		Put: After, Text: "\trkSpawn(callergp, newg)\n"},
	{Name: "newproc: point", File: procGo,
		Anchor: `func newproc(fn *funcval) {
	gp := getg()
	pc := sys.GetCallerPC()
`,
		Put: After, Text: `	if rk.on {
		rkPoint(rks_OpGo, 0, pc)
	}
`},
	{Name: "runqput: members are queued by the strategy", File: procGo,
		Anchor: "func runqput(pp *p, gp *g, next bool) {\n",
		Put:    After, Text: `	if gp.rk != 0 {
		rkReady(gp)
		return
	}
`},

	{Name: "schedule: quick path", File: procGo,
		Anchor: "\tgp, inheritTime, tryWakeP := findRunnable() // blocks until work is available\n",
		Put:    Before, Text: `	if rk.on && !mp.spinning {
		if gp := rkQuick(pp); gp != nil && gp.lockedm == 0 {
			execute(gp, false)
		} else if gp != nil {
			startlockedm(gp)
			goto top
		}
	}
`},
	{Name: "schedule: a member from elsewhere", File: procGo,
		Anchor: `	if sched.disable.user && !schedEnabled(gp) {
		// Scheduling of this goroutine is disabled. Put it on
`,
		Put: Before, Text: `	if gp.rk != 0 && rkArrives(gp) {
		goto top
	}
`},
	{Name: "findRunnable: members", File: procGo,
		Anchor: "\t// Spinning Ms: steal work from other Ps.\n",
		Put:    Before, Text: `	if rk.on {
		gp, again, until := rkFind(now)
		if gp != nil {
			return gp, false, false
		}
		if again {
			goto top
		}
		if until != 0 && (pollUntil == 0 || until < pollUntil) {
			if !netpollinited() {
				netpollGenericInit()
			}
			pollUntil = until
		}
	}

`},
	{Name: "execute: who runs", File: procGo,
		Anchor: `	casgstatus(gp, _Grunnable, _Grunning)
	gp.waitsince = 0
`,
		Put: Before, Text: `	if gp.rk != 0 {
		rkRuns(gp)
	}
`},
	{Name: "park_m: waits", File: procGo,
		Anchor: `	dropg()

	if fn := mp.waitunlockf; fn != nil {
`,
		Put: Before, Text: `	if gp.rk != 0 {
		rkPark(gp)
	}
`},
	{Name: "Gosched: point", File: procGo,
		Anchor: `	checkTimeouts()
	mcall(gosched_m)
`,
		Put: Before, Text: `	if rk.on && rkGosched(sys.GetCallerPC()) {
		return
	}
`},
	{Name: "preemptPark: keeps the baton", File: procGo,
		Anchor: `	// All done.
	schedule()
`, From: "1.26",
		Put: Before, Text: `	if gp.rk != 0 {
		rkSuspended(gp)
	}
`},
	{Name: "preemptPark: keeps the baton", File: procGo,
		Anchor: `	casfrom_Gscanstatus(gp, _Gscan|_Gpreempted, _Gpreempted)
	if trace.ok() {
		traceRelease(trace)
	}
	schedule()
`, Until: "1.26",
		Put: Before, Text: `	if gp.rk != 0 {
		rkSuspended(gp)
	}
`},
	{Name: "gdestroy: ends", File: procGo,
		Anchor: "\tgcController.addScannableStack(pp, -int64(gp.stack.hi-gp.stack.lo))\n",
		Put:    After, Text: `	if gp.rk != 0 {
		rkExit(gp)
	}
`},
	{Name: "goexit1: happens before the next execution", File: procGo,
		Anchor: `		if gp := getg(); gp.bubble != nil {
			racereleasemergeg(gp, gp.bubble.raceaddr())
		}
		racegoend()
`,
		Put: Before, Text: `		if gp := getg(); gp.rk != 0 && !rkdOwn {
			racereleasemergeg(gp, unsafe.Pointer(&rk.raceSync))
		}
`},
	{Name: "exitsyscall: lost its processor", File: procGo,
		Anchor: `		if sched.disable.user && !schedEnabled(gp) {
			// Scheduling of this goroutine is disabled.
			Gosched()
`,
		Put: Before, Text: `		if gp.rk != 0 {
			rkBack(gp)
		}
`},
	{Name: "retake: a quick system call keeps the baton", File: procGo,
		Anchor: "\t\t// On the one hand we don't want to retake Ps if there is no other work to do,\n",
		From:   "1.26", Put: Before,
		Text: `		if rk.on && rkKeepsBaton(thread.mp, now-pd.syscallwhen) {
			thread.resume()
			goto done
		}
`},
	{Name: "handoffp: members", File: procGo,
		Anchor: `	// if it has local work, start it straight away
	if !runqempty(pp) || !sched.runq.empty() {
`,
		Put: Before, Text: `	if rk.on {
		startm(pp, false, false)
		return
	}
`},
	{Name: "coroswitch_m: members", File: "src/runtime/coro.go",
		Anchor: "\t// Start running next, without heavy scheduling machinery.\n",
		Put:    Before, Text: `	if rk.on {
		rkCoro(gp, gnext)
	}
`},

	{Name: "fatalpanic: ends the execution only", File: "src/runtime/panic.go",
		Anchor: `	var docrash bool
	// Switch to the system stack to avoid any stack growth, which
	// may make things worse if the runtime is in a bad state.
	systemstack(func() {
		if startpanic_m() && msgs != nil {
`,
		Put: Before, Text: `	if rkPanics(gp) {
		rkPanic(msgs, pc, sp)
	}
`},
	{Name: "os.Exit: too late", File: procGo,
		Anchor: "func os_beforeExit(exitCode int) {\n",
		Put:    After, Text: "\trkTooLate()\n"},
	{Name: "NumGoroutine: this execution's", File: "src/runtime/debug.go",
		Anchor: "func NumGoroutine() int {\n",
		Put:    After, Text: `	rk.uses |= rkw_UsesRuntime
	if rk.worker {
		return rkNumGoroutine()
	}
`},
	{Name: "GOMAXPROCS: remembered", File: "src/runtime/debug.go",
		Anchor: "func GOMAXPROCS(n int) int {\n",
		Put:    After, Text: `	if rk.worker {
		return rkGOMAXPROCS(n)
	}
`},
	{Name: "Stack: this execution's goroutines", File: "src/runtime/traceback.go",
		Anchor: `	// miss Gs created after this loop.
	forEachGRace(func(gp *g) {
`,
		Put: After, Text: `		if rkHidden(gp) {
			return
		}
`},
	{Name: "sigenable: the signal thread answers", File: "src/runtime/signal_unix.go",
		Anchor: `		ensureSigM()
		enableSigChan <- sig
		<-maskUpdatedChan
`,
		Put: Instead, Text: `		rk.uses |= rkw_UsesSystem
		getg().rkhush++
		ensureSigM()
		enableSigChan <- sig
		<-maskUpdatedChan
		getg().rkhush--
`},
	{Name: "sigdisable: the signal thread answers", File: "src/runtime/signal_unix.go",
		Anchor: `		ensureSigM()
		disableSigChan <- sig
		<-maskUpdatedChan
`,
		Put: Instead, Text: `		getg().rkhush++
		ensureSigM()
		disableSigChan <- sig
		<-maskUpdatedChan
		getg().rkhush--
`},
	{Name: "rand: the execution's", File: "src/runtime/rand.go",
		Anchor: `	mp := getg().m
	c := &mp.chacha8
`,
		Put: Before, Text: `	if rk.on && getg().rk != 0 {
		return rkRandFor(rksys.GetCallerPC())
	}
`},
	{Name: "imports of rand.go", File: "src/runtime/rand.go", Anchor: "import (\n", Put: After, Text: "\trksys \"internal/runtime/sys\"\n"},
	{Name: "rand of maps: the execution's", File: "src/runtime/rand.go",
		Anchor: "func maps_rand() uint64 {\n",
		Put:    After, Text: `	if rk.on && getg().rk != 0 {
		return rkRandFor(rksys.GetCallerPC())
	}
`},
	{Name: "maps: what racekit is told", File: "src/internal/runtime/maps/runtime.go",
		Anchor: "//go:linkname rand\nfunc rand() uint64\n",
		Put:    After, Text: `
//go:linkname rkLone
func rkLone() uint64

//go:linkname rkOrder
func rkOrder()
`},
	{Name: "Iter.Init: one entry has no order", File: mapsTable,
		Anchor: "	it.entryOffset = rand()\n",
		Put:    Instead, Text: `	if m.dirLen <= 0 && m.used == 1 {
		it.entryOffset = rkLone()
	} else {
		it.entryOffset = rand()
	}
`},
	{Name: "Iter.Init: one entry has no directory", File: mapsTable,
		Anchor: "	it.dirOffset = rand()\n",
		Put:    Instead, Text: `	if m.dirLen <= 0 {
		it.dirOffset = rkLone() // of no use
	} else {
		it.dirOffset = rand()
	}
`},
	// The body of the loop may put in what is visited or not. A slot behind it that
	// was emptied and filled again is visited in no order.
	{Name: "Iter.Next: entries that come while it goes on have one", File: mapsTable,
		Anchor: "		// Map was small at Init.\n",
		Put:    After, Text: `		if it.entryIdx > 0 {
			k := uintptr(it.entryIdx-1+it.entryOffset) % unsafe.Sizeof(ctrlGroup(0)) // a byte for each slot
			if it.m.dirLen > 0 || it.m.used != 1 || it.group.ctrls().get(k)&ctrlEmpty == ctrlEmpty {
				rkOrder()
			}
		}
`},
	{Name: "crypto/rand: from the seed", File: "src/crypto/internal/sysrand/rand.go",
		Anchor: "func Read(b []byte) {\n",
		Put:    After, Text: `	if rkRandRead(b) {
		return
	}
`},
	{Name: "SetFinalizer: a fact", File: "src/runtime/mfinal.go",
		Anchor: "func SetFinalizer(obj any, finalizer any) {\n",
		Put:    After, Text: "\trkAsksCollector()\n"},
	{Name: "AddCleanup: a fact", File: "src/runtime/mcleanup.go",
		Anchor: "func AddCleanup[T, S any](ptr *T, cleanup func(S), arg S) Cleanup {\n",
		Put:    After, Text: "\trkAsksCollector()\n"},
	{Name: "ReadMemStats: a fact", File: "src/runtime/mstats.go",
		Anchor: "func ReadMemStats(m *MemStats) {\n",
		Put:    After, Text: "\trkAsksCollector()\n"},
	{Name: "weak.Make: a fact", File: "src/runtime/mheap.go",
		Anchor: "func internal_weak_runtime_registerWeakPointer(p unsafe.Pointer) unsafe.Pointer {\n",
		Put:    After, Text: "\trkAsksCollector()\n"},
	{Name: "weak.Pointer.Value: a fact", File: "src/runtime/mheap.go",
		Anchor: "func internal_weak_runtime_makeStrongFromWeak(u unsafe.Pointer) unsafe.Pointer {\n",
		Put:    After, Text: "\trkAsksCollector()\n"},
	{Name: "File.Write: what is printed", File: "src/os/file.go",
		Anchor: "func (f *File) Write(b []byte) (n int, err error) {\n",
		Put:    After, Text: `	if f != nil && (f == Stdout || f == Stderr) {
		rkPrints()
	} else {
		f.rkPoint(true)
		rkWrites()
	}
`},
	{Name: "postMallocgcDebug: the types of what is allocated", File: "src/runtime/malloc.go",
		Anchor: "func postMallocgcDebug(x unsafe.Pointer, elemsize uintptr, typ *_type) {\n",
		Put:    After, Text: "\trkBorn(x, elemsize, typ)\n"},
	{Name: "notifyListNotifyOne: not to the abandoned", File: "src/runtime/sema.go",
		Anchor: "\t// Re-check under the lock if we need to do anything.\n",
		Put:    Before, Text: `	if rk.worker {
		rkPruneNotify(l)
	}
`},
	{Name: "semrelease1: not to the abandoned", File: "src/runtime/sema.go",
		Anchor: "\ts, t0, tailtime := root.dequeue(addr)\n",
		Put:    After, Text: `	for s != nil && rk.worker && s.g.rk != 0 && !rkAlive(s.g) {
		root.nwait.Add(-1)
		s, t0, tailtime = root.dequeue(addr)
	}
`},
}
