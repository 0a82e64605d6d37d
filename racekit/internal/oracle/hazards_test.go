package oracle

import (
	"os/exec"
	"slices"
	"testing"
	"time"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/explore"
	"github.com/racekit/toolkit/racekit/internal/finding"
	"github.com/racekit/toolkit/racekit/internal/sched"
)

// A hazard is a program and how its executions must end.
type hazard struct {
	test   string
	reason string
	kind   finding.Kind // of what must be found; none is a program that must pass
	text   string       // in the message of the finding
	status execution.Status
	always bool           // every execution shows it, not just some
	n      int            // schedules; 0 is 60
	also   []finding.Kind // may be found instead, or beside it
	// outside is set for programs whose steps depend on the machine: their
	// schedules need not repeat exactly.
	outside bool
	slow    bool
	change  func(*execution.Spec)
}

func hangSoon(s *execution.Spec)     { s.Hang = 300 * time.Millisecond }
func fewSteps(s *execution.Spec)     { s.MaxSteps = 20_000 }
func shortTimeout(s *execution.Spec) { s.Timeout = time.Minute }

var hazards = []hazard{
	{test: "TestPass", reason: "nothing is wrong"},
	{test: "TestSkip", reason: "a skipped test is no finding", status: execution.Skipped},
	{test: "TestRace", reason: "the detector sees the race in every schedule", kind: finding.DataRace, text: "in TestRace.func1 conflicts with", always: true, status: execution.Failed},
	{test: "TestLostUpdate", reason: "atomics: no data race", kind: finding.TestFailure, text: "lost update: n = 1, want 2", status: execution.Failed},
	{test: "TestDeadlock", reason: "AB-BA", kind: finding.DeadlockKind, status: execution.Deadlock},
	{test: "TestRWDeadlock", reason: "a writer between two read locks", kind: finding.DeadlockKind, status: execution.Deadlock},
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
	{test: "TestVirtualTime", reason: "minutes pass at once"},
	{test: "TestClockMoves", reason: "time.Now moves between two calls"},
	{test: "TestRandomness", reason: "maps, select and math/rand"},
	{test: "TestSynctest", reason: "a bubble inside an execution"},
	{test: "TestSubtests", reason: "t.Run, t.Parallel, t.TempDir, t.Cleanup", n: 20},
	{test: "TestSetenv", reason: "t.Setenv needs a test that is not parallel"},
	{test: "TestParallelTop", reason: "t.Parallel may be called once per T, so each execution has its own"},
	{test: "TestNumGoroutine", reason: "only this execution's goroutines are there"},
	{test: "TestLockOSThread", reason: "threads of their own"},
	{test: "TestIterPull", reason: "coroutines pass the baton without the scheduler"},
	{test: "TestSyncPool", reason: "sync.Pool"},
	{test: "TestSyncMap", reason: "sync.Map"},
	{test: "TestCond", reason: "sync.Cond"},
	{test: "TestOnlyOnce", reason: "fails in a process that has run it", kind: finding.TestFailure, text: "runs only once per process", always: true, status: execution.Failed},

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
	{test: "TestAsync", reason: "threads are switched anywhere", kind: finding.TestFailure, text: "lost update without an await", status: execution.Failed},
	{test: "TestAsyncYield", reason: "and where they yield", kind: finding.TestFailure, text: "lost update across an await", status: execution.Failed},
	{test: "TestStaleReceiver", reason: "a receiver left behind takes no value"},
	{test: "TestStaleSender", reason: "a sender left behind gives no value"},
	{test: "TestStaleSelect", reason: "a select left behind is nobody's partner"},
	{test: "TestStaleCond", reason: "a waiter left behind takes no signal"},
	{test: "TestStaleTimer", reason: "a timer left behind does not fire"},
	{test: "TestStaleLocker", reason: "a goroutine left behind takes no lock", kind: finding.DeadlockKind, status: execution.Deadlock},
}

func TestHazards(t *testing.T) { runHazards(t, "hazards", hazards) }

func TestGoroutinesFromBeforeTheTests(t *testing.T) {
	runHazards(t, "hazards/mainstart", []hazard{
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

func runHazards(t *testing.T, dir string, table []hazard, flags ...string) {
	c := build(t, dir, flags...)
	covered := map[string]bool{}
	for _, h := range table {
		covered[h.test] = true
		t.Run(h.test, func(t *testing.T) {
			if h.slow && testing.Short() {
				t.Skip("slow")
			}
			t.Parallel()
			h.run(t, c)
		})
	}
	info, err := pool(t, c, 1).Info(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range info.Tests {
		if !covered[test] {
			t.Errorf("%s: no row says how %s must end", dir, test)
		}
	}
}

func (h *hazard) run(t *testing.T, c execution.Command) {
	p := pool(t, c, 1)
	n := h.n
	if n == 0 {
		n = 60
	}
	// The default schedule, which is the first execution in a process.
	spec := execution.Spec{Test: h.test, Seed: 1, Leaks: true, Trace: true}
	if h.change != nil {
		h.change(&spec)
	}
	if h.test != "TestOnlyOnce" {
		first, err := p.Run(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		if h.kind == "" || h.always {
			h.check(t, &first)
		}
	}

	spec.Trace, spec.Index = false, 1
	spec.Strategy = sched.Config{Kind: sched.RandomWalk}
	var stop *execution.Outcome
	runs := 0
	for stop == nil && runs < n {
		b, err := p.RunBatch(t.Context(), spec, n-runs)
		if err != nil {
			t.Fatal(err)
		}
		for i, r := range b.Runs {
			if r.Index != spec.Index+i {
				t.Fatalf("execution %d of the batch has index %d, want %d", i, r.Index, spec.Index+i)
			}
		}
		runs += len(b.Runs)
		spec.Index += len(b.Runs)
		if b.Stop != nil && b.Stop.Found() {
			stop = b.Stop
		}
	}
	if h.kind == "" {
		if stop != nil {
			t.Fatalf("%s: want a pass, got\n%s", h.reason, tell(stop))
		}
		h.passes(t, p, spec)
		return
	}
	if stop == nil {
		t.Fatalf("%s: %d schedules, no finding; want %s", h.reason, runs, h.kind)
	}
	h.check(t, stop)
	if stop.Index != runs {
		t.Errorf("attributed to schedule %d, want %d, the last of the batch", stop.Index, runs)
	}
	if h.always && stop.Index != 1 {
		t.Errorf("first seen in schedule %d, want 1", stop.Index)
	}
	if h.outside || h.test == "TestOnlyOnce" || h.status == execution.Hung {
		return
	}
	// The worker goes on, or a new one does.
	for _, i := range []int{stop.Index, stop.Index + 1} {
		s := spec
		s.Index, s.Trace = i, true
		o, err := p.Run(t.Context(), s)
		if err != nil {
			t.Fatal(err)
		}
		if i == stop.Index {
			if !o.External && !stop.External && (o.Hash != stop.Hash || o.Status != stop.Status) {
				t.Errorf("schedule %d once more: hash %x, status %d; want %x, %d", i, o.Hash, o.Status, stop.Hash, stop.Status)
			}
			h.check(t, &o)
		} else if h.always {
			h.check(t, &o)
		}
	}
	again := replay(t, p, spec, stop)
	if !again.External && !stop.External && again.Hash != stop.Hash {
		t.Errorf("replayed in a new process: hash %x, want %x\n%s", again.Hash, stop.Hash, tell(&again))
	}
	h.check(t, &again)
}

// passes runs a program that is right under other strategies, which are not
// fair, and compares one execution with another process.
func (h *hazard) passes(t *testing.T, p *execution.Pool, spec execution.Spec) {
	for _, c := range []sched.Config{{Kind: sched.PCT, Depth: 3, Steps: 30}, {Kind: sched.FIFO}} {
		spec.Strategy, spec.Trace, spec.Index = c, true, 2
		one, err := p.Run(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		h.check(t, &one)
		two, err := p.Fresh(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		h.check(t, &two)
		if !h.outside && !one.External && !two.External && (one.Hash != two.Hash || one.Steps != two.Steps) {
			t.Errorf("%s: strategy %d: another process has another trace: %s", h.reason, c.Kind, part(&one, &two))
		}
	}
}

// check compares one outcome with what the row says.
func (h *hazard) check(t *testing.T, o *execution.Outcome) {
	t.Helper()
	found := explore.FromOutcome(*o)
	if h.kind == "" {
		if o.Found() || len(found) > 0 || o.Status != h.status {
			t.Errorf("%s: want status %d and no finding, got\n%s", h.reason, h.status, tell(o))
		}
		return
	}
	ok := has(found, h.kind, h.text) && o.Status == h.status
	for _, k := range h.also {
		ok = ok || has(found, k, "")
	}
	if !ok {
		t.Errorf("%s: want status %d and a %s with %q, got\n%s", h.reason, h.status, h.kind, h.text, tell(o))
	}
	for _, f := range found {
		if f.Kind != h.kind && !slices.Contains(h.also, f.Kind) {
			t.Errorf("%s: also a %s: %s", h.reason, f.Kind, f.Message)
		}
	}
}
