package main

const (
	injected = "racekit/internal/toolchain/_inject/"
	inRun    = injected + "runtime/racekit_run.go"
	inSched  = injected + "runtime/racekit_sched.go"
	inPoint  = injected + "runtime/racekit_point.go"
	inTime   = injected + "runtime/racekit_time.go"
	inWorker = injected + "testing/racekit.go"
	edits    = "racekit/internal/toolchain/edits"
)

// removals are in the order of the page. Where a hazard has several remedies
// each has its own.
var removals = []removal{
	{hazard: 1, what: "own stack not looked for", file: edits + "_race.go",
		old: "\tJB\trkoff\nrkon:", new: "\tJB\trkon\nrkon:",
		tests: []string{"TestPoints/TestOwnStack", "TestRaceSuite", "TestHazards/TestStackGrowth"}},

	{hazard: 2, what: "the runtime's goroutines are members", file: injected + "runtime/racekit_spawn.go",
		old: " || isSystemGoroutine(gp, true) {", new: " {",
		tests: []string{"TestHazards/TestGCInTheMiddle", "TestHazards/TestFinalizer", "TestHazards/TestAddCleanup"}},

	{hazard: 3, what: "who lost the processor joins the others", file: inSched,
		old: "if rk.cur == gp.rk && rkAlive(gp) {\n\t\treturn false", new: "if false {\n\t\treturn false",
		tests: []string{"TestPoints/TestBusy", "TestPoints/TestCollect", "TestHazards/TestGCInTheMiddle"}},
	{hazard: 3, what: "who waits for the collector gives way", file: inSched,
		old: "if rkInternalWait(gp.waitreason) || rkAsksSignals(gp) {", new: "if rkAsksSignals(gp) {",
		tests: []string{"TestPoints/TestBusy", "TestPoints/TestCollect", "TestHazards/TestGCInTheMiddle"}},

	{hazard: 4, what: "the baton stays with who is in a system call", file: injected + "runtime/racekit_outside.go",
		old: "if id == 0 {\n\t\treturn\n\t}\n\trk.cur = 0\n\trkExternal(id)", new: "if id >= 0 {\n\t\treturn\n\t}\n\trk.cur = 0\n\trkExternal(id)",
		tests: []string{"TestHazards/TestExecStdin", "TestHazards/TestSignalNotify", "TestHazards/TestOsPipe", "TestHazards/TestTCP", "TestHazards/TestHTTPServer"}},
	{hazard: 4, what: "who waits for I/O counts as blocked", file: inSched,
		old: "if rk.external > 0 {\n", new: "if false {\n",
		tests: []string{"TestHazards/TestExecStdin", "TestHazards/TestSignalNotify", "TestHazards/TestOsPipe", "TestHazards/TestTCP", "TestHazards/TestHTTPServer"}},

	{hazard: 5, what: "points while the runtime holds a lock", file: inPoint,
		old: "mp.locks == 0 && mp.mallocing == 0 &&\n\t\tmp.preemptoff == \"\" && mp.dying == 0 && ", new: "",
		tests: []string{"TestHazards/TestExecutionTracer", "TestHazards/TestGoroutineProfile", "TestHazards/TestGCInTheMiddle", "TestHazards/TestRandomness"}},

	{hazard: 6, what: "RWMutex.Lock is one step", file: edits + "_sync.go",
		old: "Put:    Before, Text: pointCall(sched.OpWLock, \"rw\")", new: "Put:    Before, Text: \"\"",
		tests: []string{"TestPoints/TestAnnounce", "TestHazards/TestRWDeadlock"}},

	{hazard: 7, what: "the clock stands still", file: inTime,
		old: "rk.clock += d", new: "",
		tests: []string{"TestHazards/TestClockMoves", "TestHazards/TestVirtualTime"}},
	{hazard: 7, what: "timers in the machine's time", file: inTime,
		old: "if rkVirtual() && (getg().rk != 0 || rk.firing) {", new: "if false {",
		tests: []string{"TestHazards/TestVirtualTime", "TestHazards/TestTimeout", "TestHazards/TestSleep", "TestDeterminism/TestTimers"}},
	{hazard: 7, what: "a Mutex starves by the machine's clock", file: edits + "_sync.go",
		old: "\tif rkVirtual() {\n\t\treturn rk.clock\n\t}\n", new: "",
		tests: []string{"TestDeterminism/TestMutexes", "TestDeterminism/TestStarving"}},
	{hazard: 7, what: "Stop looks at the machine's time", file: edits + "_time.go",
		old: "if now := rkTimerNow(t); t.when <= now {", new: "if now := nanotime(); t.when <= now {",
		tests: []string{"TestHazards/TestStopInDebugMode"}},

	{hazard: 8, what: "a bubble has the group's clock", file: edits + "_time.go",
		old: "\tif gp.bubble == nil && rkVirtual() {", new: "\tif rkVirtual() {",
		tests: []string{"TestHazards/TestSynctest", "TestDeterminism/TestBubble"}},
	{hazard: 8, what: "what a bubble's timers start is no member", file: injected + "runtime/racekit_spawn.go",
		old: " || parent.bubble != nil //", new: " //",
		tests: []string{"TestHazards/TestBubbleTimers"}},
	{hazard: 8, what: "one parallel test at a time", file: inWorker,
		old: "*parallel = rkParallel", new: "*parallel = 1",
		tests: []string{"TestHazards/TestParallelTop", "TestHazards/TestSubtests", "TestHazards/TestManyParallel"}},

	{hazard: 9, what: "no GORACE options", file: "racekit/internal/execution/command.go",
		old: "\"suppress_equal_stacks=0 suppress_equal_addresses=0 atexit_sleep_ms=0 halt_on_error=0 log_path=stderr history_size=7\"", new: "\"log_path=stderr\"",
		tests: []string{"TestHazards/TestRace", "TestHazards/TestConcurrentMapWrites"}},
	{hazard: 9, what: "a worker is kept for ever", file: "racekit/internal/execution/pool.go",
		old: " && w.ran < maxRuns", new: "", tests: []string{"TestWorkersAreRecycled"}},

	{hazard: 10, what: "a panic ends the process", file: injected + "runtime/racekit_fail.go",
		old: "return rk.on && rk.harness != 0", new: "return false && rk.harness != 0",
		tests: []string{"TestHazards/TestPanicInChild", "TestHazards/TestSendOnClosed"}},
	{hazard: 10, what: "a lock is given to who was left behind", file: edits + "_runtime.go",
		old: "\tfor s != nil && rk.worker &&", new: "\tfor s != nil && false && rk.worker &&",
		tests: []string{"TestAbandonedGoroutines", "TestHazards/TestStaleCond"}},
	{hazard: 10, what: "so is a channel's value", file: edits + "_chan.go",
		old: "\t\tif rk.worker && sgp.g.rk != 0", new: "\t\tif false && sgp.g.rk != 0",
		tests: []string{"TestHazards/TestStaleReceiver", "TestHazards/TestStaleSender", "TestHazards/TestStaleSelect"}},
	{hazard: 10, what: "and a signal", file: edits + "_runtime.go",
		old: "\t\trkPruneNotify(l)", new: "\t\t_ = l",
		tests: []string{"TestHazards/TestStaleCond"}},
	{hazard: 10, what: "timers stay", file: inRun,
		old: "\trk.gen++\n\trkDropTimers()\n", new: "\trk.gen++\n",
		tests: []string{"TestHazards/TestStaleTimer"}},

	{hazard: 11, what: "whatever remains is a leak", file: injected + "testing/racekit_describe.go",
		old: "case info.Leaked && leaks && int(id) > w.res.Base:", new: "case leaks:",
		tests: []string{"TestHazards/TestTickerKept", "TestGoroutinesFromBeforeTheTests/TestServerOfMain", "TestGoroutinesFromBeforeTheTests/TestTicker"}},

	{hazard: 12, what: "who repeats itself goes on", file: "racekit/internal/sched/pick.go",
		old: "cur != 0 && s.NumReady() > 1 && s.spins(cur)", new: "false",
		tests: []string{"TestSpinnersGiveWay"}},
	{hazard: 12, what: "never fair", file: "racekit/internal/sched/pick.go",
		old: "if s.fairAt > 0 && s.Steps > s.fairAt {", new: "if false {",
		tests: []string{"TestFairSuffix"}},

	{hazard: 13, what: "pools keep what was put back", file: inWorker,
		old: "\trkPoolCleanup()\n", new: "",
		tests: []string{"TestDeterminism/TestPackagePool", "TestDeterminism/TestSyncPool"}},
	{hazard: 13, what: "the clock goes on from execution to execution", file: inTime,
		old: "rk.clock, rk.skew = rk.began, 0", new: "rk.skew = 0",
		tests: []string{"TestDeterminism/TestTimers", "TestDeterminism/TestContext"}},
	{hazard: 13, what: "no warm-up", file: "racekit/internal/execution/pool.go",
		old: "warming := warms(spec) && !p.cold", new: "warming := false && p.cold",
		tests: []string{"TestWarmUp"}},

	{hazard: 14, what: "the default schedule runs once", file: "racekit/internal/explore/twice.go",
		old: "if len(failures) == 0 {\n", new: "if true {\n",
		tests: []string{"TestTestThatCannotRunTwiceInAProcess", "TestTwice"}},

	{hazard: 15, what: "the process's own start seed", file: edits + "_runtime.go",
		old: "\t\tseed[0] = 1\n\t}", new: "\t\tseed[0] = byte(cputicks())\n\t}",
		tests: []string{"TestDeterminism/TestProcessRandomness", "TestDeterminism/TestMaps"}},
	{hazard: 15, what: "the process's own random numbers", file: edits + "_runtime.go",
		old: "\tc := &mp.chacha8\n`,\n\t\tPut: Before, Text: `\tif rk.on &&", new: "\tc := &mp.chacha8\n`,\n\t\tPut: Before, Text: `\tif false &&",
		tests: []string{"TestDeterminism/TestRand"}},
	{hazard: 15, what: "bytes from the system", file: edits + "_runtime.go",
		old: "\tif rkRandRead(b) {", new: "\tif false && rkRandRead(b) {",
		tests: []string{"TestDeterminism/TestProcessRandomness", "TestDeterminism/TestRand"}},

	{hazard: 16, what: "what init and TestMain start is forgotten", file: inRun,
		old: "\trk.base = 1\n\trkKeep()\n", new: "\trk.base = 1\n",
		tests: []string{"TestGoroutinesFromBeforeTheTests/TestServerOfInit", "TestGoroutinesFromBeforeTheTests/TestServerOfMain", "TestGoroutinesFromBeforeTheTests/TestTicker"}},

	{hazard: 17, what: "the runtime collects when it likes", file: inWorker,
		old: "\tdebug.SetGCPercent(-1)\n", new: "",
		tests: []string{"TestHazards/TestFinalizer", "TestDeterminism/TestGarbage"}},

	{hazard: 18, what: "GOMAXPROCS does what it says", file: edits + "_runtime.go",
		old: "\tif rk.worker {\n\t\treturn rkGOMAXPROCS(n)\n\t}\n", new: "",
		tests: []string{"TestHazards/TestGOMAXPROCS"}},

	{hazard: 19, what: "RACEKIT_* is inherited", file: edits + "_runtime.go",
		old: "\tif rk.worker {\n\t\trkFilterEnv()\n\t}\n", new: "",
		tests: []string{"TestHazards/TestChildProcess"}},

	{hazard: 20, what: "package testing has points", file: injected + "runtime/racekit_quiet.go",
		old: "\"testing.\", \"testing/\", \"internal/\"", new: "\"internal/\"",
		tests: []string{"TestQuietSurroundings"}},
	{hazard: 20, what: "copies of structs have none", file: edits + "_race.go",
		old: "{\"racereadrange\", \"$0-16\", rangeWords}, {\"racewriterange\", \"$0-16\", rangeWords},", new: "",
		tests: []string{"TestPoints/TestMemoryStructCopy", "TestPoints/TestMemoryCopy"}},
	{hazard: 20, what: "maps have none", file: edits + "_race.go",
		old: "[]string{\"racereadpc\", \"racewritepc\"}", new: "[]string{}",
		tests: []string{"TestPoints/TestMapRange", "TestPoints/TestMapDelete", "TestPoints/TestMapRead"}},

	{hazard: 21, what: "the process's goroutines", file: edits + "_runtime.go",
		old: "\tif rk.worker {\n\t\treturn rkNumGoroutine()\n\t}\n", new: "",
		tests: []string{"TestHazards/TestNumGoroutine"}},
	{hazard: 21, what: "nothing orders executions", file: edits + "_runtime.go",
		old: "\t\tif gp := getg(); gp.rk != 0 {\n\t\t\tracereleasemergeg", new: "\t\tif gp := getg(); false {\n\t\t\tracereleasemergeg",
		tests: []string{"TestHazards/TestNoRaceAcrossExecutions"}},

	{hazard: 22, what: "a locked goroutine runs on any thread", file: edits + "_runtime.go",
		old: "gp := rkQuick(pp); gp != nil && gp.lockedm == 0 {", new: "gp := rkQuick(pp); gp != nil && (gp.lockedm == 0 || rk.gen > 1) {",
		tests: []string{"TestHazards/TestLockOSThread"}},
	{hazard: 22, what: "the tracer is not told of switches", file: inPoint,
		old: "\t\ttrace.GoPreempt()\n", new: "",
		tests: []string{"TestHazards/TestExecutionTracer"}},
	{hazard: 22, what: "who comes back from C is not expected", file: edits + "_runtime.go",
		old: "\t\tif gp.rk != 0 {\n\t\t\trkBack(gp)", new: "\t\tif false {\n\t\t\trkBack(gp)",
		tests: []string{"TestCallbacksFromC/TestCallback", "TestCallbacksFromC/TestBlockingCallback", "TestHazards/TestExecStdin"}},

	{hazard: 23, what: "the hook of an access may grow the stack", file: injected + "runtime/racekit_race.go",
		old: "//go:nosplit\nfunc rkAccess(", new: "func rkAccess(",
		tests: []string{"TestHazards/TestWrapper", "TestHazards/TestCopy", "TestStress"}},
	{hazard: 23, what: "who waits at an access is scanned by the maps", file: edits + "_race.go",
		old: "Text: \"\\tisAsyncPreempt = isAsyncPreempt || rkIsTwin(frame.fn)\\n\"", new: "Text: \"\"",
		tests: []string{"TestHazards/TestCopyBesideCollections", "TestStress"}},

	{hazard: 24, what: "readings do not move the clock of a search", file: inTime,
		old: "\t\trk.skew += rk.look()\n", new: "",
		tests: []string{"TestClockInSearch/TestReadings", "TestClockInSearch/TestDeadlines"}},
	{hazard: 24, what: "timers are set by what was read", file: inTime,
		old: "\tif rkSetsTimer(pc) {", new: "\tif false {",
		tests: []string{"TestTies"}},
	{hazard: 24, what: "files have the machine's times", file: injected + "os/racekit_linux.go",
		old: "rkShowFileTime(syscall.TimespecToNsec(*t))", new: "syscall.TimespecToNsec(*t)",
		tests: []string{"TestHazards/TestFileTimes", "TestHazards/TestChtimes"}},
	{hazard: 24, what: "jumps of the clock do not show in the times of files", file: inTime,
		old: "\trkMarkFiles(w)\n", new: "",
		tests: []string{"TestHazards/TestFileTimes"}},

	{hazard: 25, what: "a timer that is due waits for a change of hands", file: inPoint,
		old: "\trkFireDue() // or", new: "\t// or",
		tests: []string{"TestHazards/TestPollContext", "TestHazards/TestPollFlag", "TestHazards/TestPollSelect"}},
	{hazard: 25, what: "steps take 50 ns, always", file: inTime,
		old: "\tif rk.long() {", new: "\tif false {",
		tests: []string{"TestHazards/TestPollUnderLock", "TestHazards/TestPollClock", "TestHazards/TestBusyWhileSleeping"}},
	{hazard: 25, what: "random priorities choose among those who poll", file: "racekit/internal/sched/pick.go",
		old: "\tif s.Polls {\n", new: "\tif false {\n",
		tests: []string{"TestPollersServeEachInItsTurn"}},
	{hazard: 25, what: "who reads the clock keeps the baton", file: injected + "runtime/racekit_lull.go",
		old: "rk.reads >= rkManyReads", new: "false",
		tests: []string{"TestHazards/TestPollClock"}},

	{hazard: 26, what: "what shows beside another execution counts", file: "racekit/internal/explore/alone.go",
		old: "if e.Parallel == 1 {", new: "if true {",
		tests: []string{"TestExecutionsThatDisturbEachOther", "TestNoTimeToRepeatAlone"}},

	{hazard: 27, what: "what is shared through packages without points is no fact", file: injected + "runtime/racekit_facts.go",
		old: "	rk.uses |= rkw_UsesQuiet // or there is no room to know it\n", new: "",
		tests: []string{"TestFacts"}},

	{hazard: 28, what: "an execution ends with its test", file: inSched,
		old: "if rk.rootDone && !rkOutlives() {", new: "if rk.rootDone {",
		tests: []string{"TestHazards/TestLateLog", "TestHazards/TestLatePanic", "TestHazards/TestLateExit", "TestHazards/TestLeakAfterSleep"}},
	{hazard: 28, what: "a watchdog counts however late", file: injected + "runtime/racekit_after.go",
		old: "\t\trk.late = true\n", new: "\t\trk.late = false\n",
		tests: []string{"TestHazards/TestWatchdogPanics", "TestHazards/TestWatchdogExits"}},
	{hazard: 28, what: "who never waits goes on after the test", file: injected + "runtime/racekit_after.go",
		old: "case rk.rootDone && (rk.s.Steps > rk.doneStep+rkAfterMost || rk.s.Steps >= rk.maxSteps):", new: "case false:",
		tests: []string{"TestHazards/TestPollsOn"}},

	{hazard: 30, what: "one second execution that fails is enough", file: "racekit/internal/explore/twice.go",
		old: "if fails == first {", new: "if fails && false {",
		tests: []string{"TestTwice", "TestFailureOfFirstExecutionsToo", "TestStateIsNoDisturbance"}},
}
