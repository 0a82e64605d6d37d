package testing

import (
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	_ "unsafe" // for go:linkname
)

//go:linkname rkEnter
func rkEnter() bool

//go:linkname rkQuit
func rkQuit()

// RacekitRun runs body as the executions that request, a message of the
// protocol between racekit and its workers, asks for, and returns the reply.
// Each runs in goroutines of its own while the caller waits. It is for the
// racekit library, which finds out by it that the toolchain is controlled. It
// returns nil if the request cannot be read or an execution is in progress.
func (c *common) RacekitRun(request []byte, body func()) []byte {
	req, ok := rkw_ParseRun(request)
	if !ok {
		return nil
	}
	done, ok := rkInProcess(func() rkBody { return rkFunc(body) }, &req)
	if !ok {
		return nil
	}
	return rkw_AppendDone(nil, &done)[rkw_HeaderSize:]
}

// rkInProcess serves the request, in this process.
func rkInProcess(fresh func() rkBody, req *rkw_RunRequest) (done rkw_DoneReply, ok bool) {
	ok = rkWithin(func(w *rkWorker) { done = w.runAll(req, fresh) })
	return done, ok
}

// rkWithin lets serve run executions in this process and reports whether that
// was possible.
func rkWithin(serve func(w *rkWorker)) bool {
	procs := runtime.GOMAXPROCS(1)
	percent := debug.SetGCPercent(-1)
	defer func() {
		debug.SetGCPercent(percent)
		runtime.GOMAXPROCS(procs)
	}()
	if !rkEnter() {
		return false
	}
	defer rkQuit()
	serve(&rkWorker{})
	return true
}

// An rkFunc is the body of an execution in the process of an ordinary test.
type rkFunc func()

func (f rkFunc) body() { f() }

func (f rkFunc) status() uint8 { return rkw_StatusPassed }

func (f rkFunc) beside() bool { return false }

func (f rkFunc) abandon() {}

// Defaults of plain go test with RACEKIT_N set; racekit test has the same.
const (
	rkPlainMaxSteps = 1_000_000
	rkPlainTimeout  = 600_000_000_000 // ten minutes of virtual time
)

// rkExploreAll makes each test of m run under RACEKIT_N schedules, of which the
// first is the default one. The others are those of racekit's mixture from
// RACEKIT_SEED, with what the first one taught: its length, and which accesses
// are contended. URW and SURW, which want a profile, have none.
func rkExploreAll(m *M) {
	n, err := strconv.Atoi(os.Getenv("RACEKIT_N"))
	if err != nil || n < 1 {
		return
	}
	seed, err := strconv.ParseUint(os.Getenv("RACEKIT_SEED"), 10, 64)
	if err != nil {
		seed = 1
	}
	if *parallel <= 1 {
		*parallel = rkParallel
	}
	for i := range m.tests {
		test := m.tests[i]
		m.tests[i].F = func(t *T) { rkExplore(t, m, &test, n, seed) }
	}
}

func rkExplore(t *T, m *M, test *InternalTest, n int, seed uint64) {
	var done rkw_DoneReply
	ok := rkWithin(func(w *rkWorker) {
		fresh := func() rkBody { return rkExecutionOf(m, []InternalTest{*test}, "") }
		req := rkw_RunRequest{Test: test.Name, Count: 1, Seed: seed, Flags: rkw_FlagLeaks | rkw_FlagLearn, MaxSteps: rkPlainMaxSteps, Timeout: rkPlainTimeout}
		if done = w.runAll(&req, fresh); done.Stopped {
			return
		}
		req.Index, req.Count, req.Kind, req.Flags = 1, n-1, uint8(rks_Mixed), rkw_FlagLeaks
		req.Estimate, req.Sites = done.Runs[0].Choices, done.Learned
		done = w.runAll(&req, fresh)
	})
	if !ok {
		t.Fatal("racekit: RACEKIT_N cannot explore a test inside another execution")
	}
	if !done.Stopped {
		return
	}
	o := &done.Outcome
	if o.Whole {
		test.F(t)
		return
	}
	what := rkStatusNames[o.Status]
	switch {
	case o.Races > 0:
		what = "data race"
	case len(o.Leaked) > 0:
		what = "goroutine leak"
	}
	if o.Message != "" {
		what += ": " + o.Message
	}
	t.Errorf("racekit: schedule %d of %d: %s\nto see which goroutine did what: racekit test -run '^%s$' -seed %d", o.Index, n, what, test.Name, seed)
}

var rkStatusNames = [...]string{
	rkw_StatusPassed: "passed", rkw_StatusSkipped: "skipped", rkw_StatusFailed: "the test failed", rkw_StatusPanicked: "panic",
	rkw_StatusDeadlock: "deadlock: no goroutine can run", rkw_StatusLivelock: "livelock: the step bound is reached",
	rkw_StatusTimedOut: "still waiting after ten minutes of virtual time",
}
