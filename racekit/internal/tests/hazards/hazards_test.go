package hazards

import (
	"os/exec"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/finding"
)

var hazards = []hazard{
	{test: "TestEmpty", reason: "there is nothing in it"},
	{test: "TestPass", reason: "nothing is wrong"},
	{test: "TestSkip", reason: "a skipped test is no finding", status: execution.Skipped},
	{test: "TestRace", reason: "the detector sees the race in every schedule", kind: finding.DataRace, text: "in TestRace.func1 races with", always: true, status: execution.Failed},
	{test: "TestLostUpdate", reason: "atomics: no data race", kind: finding.TestFailure, text: "lost update: n = 1, want 2", status: execution.Failed},
	{test: "TestDeadlock", reason: "AB-BA", kind: finding.DeadlockKind, status: execution.Deadlock},
	{test: "TestRWDeadlock", reason: "a writer between two read locks", kind: finding.DeadlockKind, status: execution.Deadlock},
	{test: "TestLeakBehindCleanup", reason: "what was cleaned up with is forgotten", kind: finding.Leak, text: "can never run again"},
	{test: "TestLeak", reason: "nobody can receive", kind: finding.Leak, text: "can never run again", always: true},
	{test: "TestTickerKept", reason: "a ticker will wake it: no leak"},
	{test: "TestPanicInChild", reason: "ends the execution, not the worker", kind: finding.Panic, text: "assignment to entry in nil map", always: true, status: execution.Panicked},
	{test: "TestPanicInTest", reason: "a panic is a panic, not a failed check", kind: finding.Panic, text: "boom", always: true, status: execution.Panicked},
	{test: "TestConcurrentMapWrites", reason: "the detector sees it, or the map does", kind: finding.DataRace, always: true, status: execution.Failed, also: []finding.Kind{finding.Fatal}},
	{test: "TestUnlockUnlocked", reason: "a fatal error ends the process", kind: finding.Fatal, text: "unlock of unlocked mutex", always: true, status: execution.Crashed},
	{test: "TestNegativeWaitGroup", reason: "a panic in the test's own goroutine", kind: finding.Panic, text: "negative WaitGroup counter", always: true, status: execution.Panicked},
	{test: "TestSendOnClosed", reason: "a panic in another goroutine", kind: finding.Panic, text: "send on closed channel", status: execution.Panicked},
	{test: "TestOsExit", reason: "the process ends with a code", kind: finding.Exit, text: "exit status 3", always: true, status: execution.Crashed},
	{test: "TestOsExit0", reason: "success is claimed without a result: testing makes it a panic", kind: finding.Panic, text: "unexpected call to os.Exit(0) during test", always: true, status: execution.Panicked},
	{test: "TestExitSometimes", reason: "the end of the process belongs to one execution of many", kind: finding.Exit, text: "exit status 4", status: execution.Crashed},
	{test: "TestFatalSometimes", reason: "a fatal error belongs to one execution of many", kind: finding.Fatal, text: "RUnlock of unlocked RWMutex", status: execution.Crashed},
	{test: "TestHangSometimes", reason: "a hang belongs to one execution of many", kind: finding.Hang, status: execution.Hung, change: hangSoon},
	{test: "TestLogFatal", reason: "the process ends after a message", kind: finding.Exit, text: "fatal log", always: true, status: execution.Crashed},
	{test: "TestInfiniteLoop", reason: "no scheduling point is ever reached", kind: finding.Hang, always: true, status: execution.Hung, change: hangSoon},
	{test: "TestSpinForever", reason: "runs for ever, even if fair", kind: finding.Livelock, always: true, status: execution.Livelock, change: fewSteps},
	{test: "TestSpinForFlag", reason: "must not starve the other goroutine"},
	{test: "TestTryLockSpin", reason: "must not starve the other goroutine"},
	{test: "TestManyGoroutines", reason: "10,000 at once", n: 3},
	{test: "TestBlockedForeverWithTicker", reason: "the ticker keeps time moving, not the test", kind: finding.Hang, always: true, status: execution.TimedOut, change: shortTimeout},
	{test: "TestSelectForever", reason: "an empty select waits for nobody", kind: finding.DeadlockKind, always: true, status: execution.Deadlock},
	{test: "TestNilChannel", reason: "nobody can send", kind: finding.DeadlockKind, always: true, status: execution.Deadlock},

	{test: "TestStackGrowth", reason: "stacks move while their goroutines wait"},
	{test: "TestGCInTheMiddle", reason: "a collection is not the schedule's", n: 20},
	{test: "TestFinalizer", reason: "finalizers run", n: 20},
	{test: "TestGOMAXPROCS", reason: "remembered, and without effect"},
	{test: "TestChildProcess", reason: "a child of the same binary is no worker", n: 5, outside: true},
	{test: "TestExecStdin", reason: "goroutines that copy wait in system calls", n: 5, outside: true},
	{test: "TestSignalNotify", reason: "the loop of package signal is no member", n: 5, outside: true},
	{test: "TestOsPipe", reason: "a sleeper while another waits for I/O", n: 5, outside: true},
	{test: "TestTCP", reason: "the network poller", n: 5, outside: true},
	{test: "TestDeadlineOfPipe", reason: "it is over by the clock that set it", n: 5, outside: true},
	{test: "TestDeadlineOfConn", reason: "so is a connection's, and one that nobody waits for holds up nothing", n: 5, outside: true},
	{test: "TestOwnSignal", reason: "a signal comes before a timer that is far away", n: 10, outside: true},
	{test: "TestVirtualTime", reason: "minutes pass at once"},
	{test: "TestClockMoves", reason: "time.Now moves between two calls"},
	{test: "TestRandomness", reason: "maps, select and math/rand"},
	{test: "TestSynctest", reason: "a bubble inside an execution"},
	{test: "TestBubbleTimers", reason: "what a bubble's timers start is a member", kind: finding.TestFailure, text: "lost update in a bubble", status: execution.Failed},
	{test: "TestSubtests", reason: "t.Run, t.Parallel, t.TempDir, t.Cleanup", n: 20},
	{test: "TestCaller", reason: "tests see who called them"},
	{test: "TestSetenv", reason: "t.Setenv needs a test that is not parallel"},
	{test: "TestParallelTop", reason: "t.Parallel may be called once per T, so each execution has its own"},
	{test: "TestNumGoroutine", reason: "only this execution's goroutines are there"},
	{test: "TestLockOSThread", reason: "threads of their own"},
	{test: "TestIterPull", reason: "coroutines pass the baton without the scheduler"},
	{test: "TestSyncPool", reason: "sync.Pool"},
	{test: "TestSyncMap", reason: "sync.Map"},
	{test: "TestCond", reason: "sync.Cond"},
	{test: "TestOnlyOnce", reason: "fails in a process that has run it", once: true, kind: finding.TestFailure, text: "runs only once per process", always: true, status: execution.Failed},

	{test: "TestContext", reason: "t.Context ends before the cleanups"},
	{test: "TestCleanupOrder", reason: "last in, first out"},
	{test: "TestPanicInCleanup", reason: "a cleanup is the test's code", kind: finding.Panic, text: "in cleanup", always: true, status: execution.Panicked},
	{test: "TestPanicWhileOthersWait", reason: "the goroutines left behind are no leaks of the next execution", kind: finding.Panic, text: "failed in a directory", always: true, status: execution.Panicked},
	{test: "TestFailNowInGoroutine", reason: "ends that goroutine and fails the test", kind: finding.TestFailure, always: true, status: execution.Failed},
	{test: "TestFatalInSubtest", reason: "fails the test above", kind: finding.TestFailure, text: "fatal in the subtest", always: true, status: execution.Failed},
	{test: "TestLogAfterCompletion", reason: "testing panics", kind: finding.Panic, text: "Log in goroutine after TestLogAfterCompletion has completed", status: execution.Panicked, also: []finding.Kind{finding.DataRace}},
	{test: "TestGoexit", reason: "testing panics", kind: finding.Panic, text: "test executed panic(nil) or runtime.Goexit", always: true, status: execution.Panicked},
	{test: "TestStdin", reason: "there is no input"},
	{test: "TestCPUProfile", reason: "signals while goroutines are switched", n: 5, outside: true},
	{test: "TestExecutionTracer", reason: "the tracer sees every switch", n: 5, outside: true},
	{test: "TestGoroutineProfile", reason: "the world stops"},
	{test: "TestLongOutput", reason: "the output is the execution's", kind: finding.TestFailure, text: "after the output", always: true, status: execution.Failed},
	{test: "TestDeadline", reason: "there is no deadline, or one in virtual time"},
	{test: "TestNoRaceAcrossExecutions", reason: "one execution happens before the next"},
	{test: "TestNilFunction", reason: "a fatal error in the go statement", kind: finding.Fatal, text: "go of nil func value", always: true, status: execution.Crashed},
	{test: "TestStackOverflow", reason: "a fatal error with a very long stack", kind: finding.Fatal, text: "stack overflow", always: true, status: execution.Crashed},
	{test: "TestKilled", reason: "somebody kills the process", kind: finding.Fatal, text: "signal: killed", always: true, status: execution.Crashed, outside: true},
	{test: "TestErrorPanic", reason: "a panic while panicking", kind: finding.Panic, text: "index out of range [14] with length 0", always: true, status: execution.Panicked},
	{test: "TestRecovered", reason: "a recovered panic is no finding"},
	{test: "TestManyParallel", reason: "more parallel subtests than may run at once", n: 10},
	{test: "TestAllocsPerRun", reason: "the scheduler allocates nothing", n: 10},
	{test: "TestBenchmarkInside", reason: "a benchmark in a test ends", n: 2},
	{test: "TestHTTPServer", reason: "a server and its client", n: 5, outside: true},
	{test: "TestAddCleanup", reason: "cleanups run", n: 20},
	{test: "TestGarbage", reason: "400 MiB per execution", n: 5},
	{test: "TestTimeout", reason: "time does not move while somebody can run"},
	{test: "TestSleep", reason: "the clock is virtual"},
	{test: "TestStopInDebugMode", reason: "a timer that is stopped looks at the group's clock, not at how long the machine runs"},
	{test: "TestAsync", reason: "threads are switched anywhere", kind: finding.TestFailure, text: "lost update without an await", status: execution.Failed},
	{test: "TestAsyncYield", reason: "and where they yield", kind: finding.TestFailure, text: "lost update across an await", status: execution.Failed},
	{test: "TestStaleReceiver", reason: "a receiver left behind takes no value"},
	{test: "TestStaleSender", reason: "a sender left behind gives no value"},
	{test: "TestStaleSelect", reason: "a select left behind is nobody's partner"},
	{test: "TestStaleCond", reason: "a waiter left behind takes no signal"},
	{test: "TestStaleWoken", reason: "the first after the warm-up panics", kind: finding.Panic, text: "every other time", status: execution.Panicked, outside: true},
	{test: "TestRunAfterUnlock", reason: "a place to wait without a point"},
	{test: "TestRaceBesideALock", reason: "a lock orders those who had it, not who waits", kind: finding.DataRace, text: "in TestRaceBesideALock", always: true, status: execution.Failed},
	{test: "TestStaleTimer", reason: "a timer left behind does not fire", outside: true},

	{test: "TestWrapper", reason: "the stack does not move at a call that is no safe point"},
	{test: "TestCopy", reason: "nor where a value is copied, or a result"},
	{test: "TestCopyBesideCollections", reason: "who waits there is scanned conservatively", n: 20},

	{test: "TestPollContext", reason: "a timer that is due fires although nobody waits", n: 10},
	{test: "TestPollFlag", reason: "likewise, with Gosched", n: 10},
	{test: "TestPollUnderLock", reason: "steps grow where nothing but polling happens", n: 5},
	{test: "TestPollSelect", reason: "the sleeper is in time", n: 5},
	{test: "TestPollClock", reason: "who reads the clock gives way, and moves it", n: 5},
	{test: "TestBusyWhileSleeping", reason: "steps grow where a sleeper is next", n: 5},
	{test: "TestWorkLooksLikePolling", reason: "steps do not grow soon", n: 5},
	{test: "TestTie", reason: "which of two is first at one time is a choice", kind: finding.TestFailure, text: "the callback came second", status: execution.Failed, n: 300},
	{test: "TestTimersApart", reason: "and where they are 2 µs apart", kind: finding.TestFailure, text: "the later callback was first", status: execution.Failed, n: 300},
	{test: "TestTimersFarApart", reason: "but not where they are 20 µs apart", n: 300},
	{test: "TestSpinsForLock", reason: "a lock that nobody gives back", kind: finding.Livelock, always: true, status: execution.Livelock, change: fewSteps},
	{test: "TestLongLoad", reason: "runs for ever", kind: finding.Livelock, always: true, status: execution.Livelock, change: fewSteps},
	{test: "TestLongLock", reason: "runs for ever", kind: finding.Livelock, always: true, status: execution.Livelock, change: fewSteps},
	{test: "TestReadings", reason: "no two readings of the clock are equal"},
	{test: "TestDeadlines", reason: "nothing is done before its time"},
	{test: "TestFileTimes", reason: "files are modified by the test's clock", n: 5},
	{test: "TestEpoch", reason: "see TestEpoch", n: 1},
	{test: "TestChtimes", reason: "what was set is what is seen", n: 10},
	{test: "TestFlock", reason: "the lock of a file is one, and given back", kind: finding.DataRace, text: "in TestFlock", status: execution.Failed},
	{test: "TestFlockShared", reason: "who wants it alone waits for all that share it"},
	{test: "TestFlockNoWait", reason: "who does not wait is told so"},
	{test: "TestFlockTwice", reason: "two descriptors of one goroutine", kind: finding.DeadlockKind, always: true, status: execution.Deadlock},
	{test: "TestFlockOfChild", reason: "the lock is another process's", n: 5, outside: true},

	{test: "TestLateLog", reason: "go test fails", kind: finding.Panic, text: "Log in goroutine after TestLateLog has completed", always: true, status: execution.Panicked, also: []finding.Kind{finding.DataRace}},
	{test: "TestLatePanic", reason: "go test may still be there", kind: finding.Panic, text: "soon after the test", always: true, status: execution.Panicked},
	{test: "TestLateExit", reason: "go test may still be there", kind: finding.Exit, text: "exit status 7", always: true, status: execution.Crashed},
	{test: "TestLeakAfterSleep", reason: "who can never run again is seen when the sleep is over", kind: finding.Leak, text: "can never run again", always: true},
	{test: "TestWatchdogPanics", reason: "nobody is there any more"},
	{test: "TestWatchdogExits", reason: "nobody is there any more"},
	{test: "TestWatchdogIsFatal", reason: "nobody is there any more", n: 5},
	{test: "TestPollsOn", reason: "what goes on for ever is no livelock of the test", n: 10},
	{test: "TestEndsLater", reason: "nothing is left"},
}

func TestHazards(t *testing.T) { runHazards(t, "hazards", hazards) }

func TestGoroutinesFromBeforeTheTests(t *testing.T) {
	runHazards(t, "hazards/mainstart", []hazard{
		{test: "TestClock", reason: "package variables and tests have one clock"},
		{test: "TestServerOfInit", reason: "a goroutine of init is a member"},
		{test: "TestServerOfMain", reason: "so is one of TestMain"},
		{test: "TestSlowServer", reason: "its sleep is in virtual time"},
		{test: "TestTicker", reason: "a ticker from TestMain ticks in every execution"},
		{test: "TestDeadlockBesideServers", reason: "the ticker keeps time moving, but the test waits for ever", kind: finding.Hang, always: true, status: execution.TimedOut, change: shortTimeout},
		{test: "TestLeakBesideServers", reason: "only what this execution left can be its leak", kind: finding.Leak, always: true},
	})
}

func TestTimersOfGo122(t *testing.T) {
	runHazards(t, "hazards/oldmodule", []hazard{
		{test: "TestBufferedTimer", reason: "the value waits in the channel"},
		{test: "TestTimeout", reason: "timers fire in order"},
		{test: "TestTicker", reason: "ticks do not pile up"},
		{test: "TestReset", reason: "a timer is moved forward"},
		{test: "TestBlocked", reason: "a stopped timer wakes nobody", kind: finding.DeadlockKind, always: true, status: execution.Deadlock},
	})
}

func TestCallbacksFromC(t *testing.T) {
	if _, err := exec.LookPath("gcc"); err != nil {
		t.Skip("no C compiler")
	}
	runHazards(t, "hazards/cgo", []hazard{
		{test: "TestCallback", reason: "Go code on a thread that is in C", outside: true},
		{test: "TestBlockingCallback", reason: "others run while a callback waits", outside: true},
		{test: "TestPanicBesideCallbacks", reason: "ends the execution only", kind: finding.Panic, text: "no callback", always: true, status: execution.Panicked, outside: true},
	})
}
