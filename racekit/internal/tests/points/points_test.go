package points

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/execution"
	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/tests/lab"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A point is a program of testdata/points and the operation before which the
// switch must come that makes it fail; no operation is a program that must
// not fail.
type point struct {
	test string
	ops  []sched.Op
}

func at(test string, ops ...sched.Op) point { return point{test, ops} }

var points = []point{
	at("TestNothing"),
	at("TestBusy"),
	at("TestCollect"),
	at("TestAfterSystemCall", sched.OpLock),
	at("TestGo", sched.OpGo),
	at("TestGosched", sched.OpYield),
	at("TestSleep", sched.OpSleep),
	at("TestSend", sched.OpSend),
	at("TestReceive", sched.OpRecv),
	at("TestReceiveOK", sched.OpRecv),
	at("TestRange", sched.OpRecv),
	at("TestClose", sched.OpClose),
	at("TestLen", sched.OpLenCap),
	at("TestSelect", sched.OpSelect),
	at("TestSelectReceiveDefault", sched.OpRecv),
	at("TestSelectSendDefault", sched.OpSend),
	at("TestSelectDefault", sched.OpSelect),
	at("TestReflectSend", sched.OpSend),
	at("TestReflectReceive", sched.OpRecv),
	at("TestReflectSelect", sched.OpSelect),
	at("TestNewTimer", sched.OpTimer),
	at("TestAfterFunc", sched.OpTimer),
	at("TestTimerStop", sched.OpTimer),
	at("TestTimerReset", sched.OpTimer),
	at("TestTickerStop", sched.OpTimer),
	at("TestLock", sched.OpLock),
	at("TestTryLock", sched.OpTryLock),
	at("TestUnlock", sched.OpUnlock),
	at("TestLockerLock", sched.OpLock),
	at("TestLockerUnlock", sched.OpUnlock),
	at("TestEmbeddedLock", sched.OpLock),
	at("TestDeferredUnlock", sched.OpUnlock),
	at("TestMethodValueLock", sched.OpLock),
	at("TestRLock", sched.OpRLock),
	at("TestTryRLock", sched.OpTryRLock),
	at("TestRUnlock", sched.OpRUnlock),
	at("TestRLockerLock", sched.OpRLock),
	at("TestRLockerUnlock", sched.OpRUnlock),
	at("TestWLock", sched.OpLock, sched.OpWLock),
	at("TestTryWLock", sched.OpTryWLock),
	at("TestWUnlock", sched.OpWUnlock),
	at("TestAnnounce", sched.OpWLock),
	at("TestOnce", sched.OpOnce),
	at("TestOnceDone", sched.OpOnce),
	at("TestOnceFunc", sched.OpOnce),
	at("TestWaitGroupAdd", sched.OpWGAdd),
	at("TestWaitGroupDone", sched.OpWGDone),
	at("TestWaitGroupWait", sched.OpWGWait),
	at("TestWaitGroupGo", sched.OpGo),
	at("TestCondSignal", sched.OpCondSignal),
	at("TestCondBroadcast", sched.OpCondSignal),
	at("TestCondWait", sched.OpCondWait),
	at("TestPoolGet", sched.OpPool),
	at("TestPoolPut", sched.OpPool),
	at("TestGetenv", sched.OpGetenv),
	at("TestLookupEnv", sched.OpGetenv),
	at("TestExpandEnv", sched.OpGetenv),
	at("TestTempDir", sched.OpGetenv),
	at("TestEnviron", sched.OpGetenv),
	at("TestSetenv", sched.OpSetenv),
	at("TestSetenvOfTest", sched.OpSetenv),
	at("TestUnsetenv", sched.OpSetenv),
	at("TestLogger", sched.OpAtomicLoad, sched.OpLock, sched.OpUnlock),
	at("TestLoggerPrefix", sched.OpAtomicLoad),
	at("TestLoggerSetPrefix", sched.OpAtomicStore),
	at("TestLoggerSetOutput", sched.OpLock, sched.OpAtomicStore, sched.OpUnlock),
	at("TestStandardLogger", sched.OpPrint),
	at("TestDiscardingLogger", sched.OpAtomicLoad),
	at("TestNewLogger"),
	at("TestFileOpen", sched.OpLook),
	at("TestFileReadFile", sched.OpLook),
	at("TestFileRead", sched.OpLook),
	at("TestFileReadAt", sched.OpLook),
	at("TestFileStat", sched.OpLook),
	at("TestFileLstat", sched.OpLook),
	at("TestFileCreate", sched.OpChange),
	at("TestFileWrite", sched.OpChange),
	at("TestFileWriteAt", sched.OpChange),
	at("TestFilePrint", sched.OpChange),
	at("TestFileTruncate", sched.OpChange),
	at("TestFileTruncateByName", sched.OpChange),
	at("TestFileMkdir", sched.OpChange),
	at("TestFileRemove", sched.OpChange),
	at("TestFileRemoveAll", sched.OpChange),
	at("TestFileRename", sched.OpChange),
	at("TestFileLink", sched.OpChange),
	at("TestFileSymlink", sched.OpChange),
	at("TestFilePrinted"),
	at("TestMemoryWrite", sched.OpWrite),
	at("TestMemoryRead", sched.OpRead),
	at("TestMemoryByte", sched.OpWrite),
	at("TestMemoryPointer", sched.OpWrite),
	at("TestMemoryString", sched.OpWrite),
	at("TestMemoryInterface", sched.OpWrite),
	at("TestMemoryStructCopy", sched.OpWrite),
	at("TestMemoryArray", sched.OpWrite),
	at("TestMemoryCopy", sched.OpRead, sched.OpWrite),
	at("TestMemoryAppend", sched.OpWrite),
	at("TestMapRead", sched.OpRead),
	at("TestMapWrite", sched.OpRead, sched.OpWrite),
	at("TestMapDelete", sched.OpRead, sched.OpWrite),
	at("TestMapRange", sched.OpRead),
	at("TestStringMapWrite", sched.OpRead, sched.OpWrite),
	at("TestMemoryLostUpdate", sched.OpWrite),
	at("TestMemoryOfOneGoroutine"),
	at("TestOwnStack"),
	at("TestOwnHeap", sched.OpWrite),
}

// pointOf returns the row of a test; those of atomics and of sync.Map go by
// their names.
func pointOf(test string) (point, bool) {
	if i := slices.IndexFunc(points, func(p point) bool { return p.test == test }); i >= 0 {
		return points[i], true
	}
	switch name, atomic := strings.CutPrefix(test, "TestAtomic"); {
	case test == "TestSyncMapRange":
		return at(test, sched.OpMapRange), true
	case strings.HasPrefix(test, "TestSyncMap"):
		return at(test, sched.OpMap), true
	case !atomic:
		return point{}, false
	case strings.HasPrefix(name, "Value"): // a type word and a data word
		return at(test, sched.OpAtomicLoad, sched.OpAtomicStore, sched.OpAtomicRMW), true
	case strings.Contains(name, "Load"):
		return at(test, sched.OpAtomicLoad), true
	case strings.Contains(name, "Store"):
		return at(test, sched.OpAtomicStore), true
	default:
		return at(test, sched.OpAtomicRMW), true
	}
}

// TestPoints finds, for each scheduling point, the schedule with a switch
// there, and replays it. Memory accesses are points with the detector only.
func TestPoints(t *testing.T) {
	for _, b := range lab.Builds {
		c := lab.Build(t, "points", b.Flags...)
		info, err := lab.Pool(t, c, 1).Info(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(info.Tests) < len(points) {
			t.Fatalf("%d programs for %d rows", len(info.Tests), len(points))
		}
		for _, test := range info.Tests {
			p, ok := pointOf(test)
			if !ok {
				t.Fatalf("no row says where %s must be switched", test)
			}
			if !info.Race && slices.ContainsFunc(p.ops, func(o sched.Op) bool { return o == sched.OpRead || o == sched.OpWrite }) {
				continue
			}
			t.Run(test+b.Name, func(t *testing.T) {
				t.Parallel()
				p.run(t, lab.Pool(t, c, 1))
			})
		}
	}
}

const switched = "a switch in between"

func (p point) run(t *testing.T, workers *execution.Pool) {
	spec := execution.Spec{Test: p.test, Seed: 7, Index: 1, Strategy: sched.Config{Kind: sched.RandomWalk}}
	spec.Sites = lab.Contended(t, workers, p.test)
	n := 100
	switch {
	case p.test == "TestBusy":
		n = 10
	case len(p.ops) == 0:
		n = 200
	}
	for spec.Index <= n {
		b, err := workers.RunBatch(t.Context(), spec, n-spec.Index+1)
		if err != nil {
			t.Fatal(err)
		}
		spec.Index += len(b.Runs)
		if b.Stop == nil || !p.failed(b.Stop) {
			continue
		}
		if len(p.ops) == 0 {
			t.Fatalf("there is no point in it, but\n%s", lab.Tell(b.Stop))
		}
		if op := preempted(b.Stop.Trace); !slices.ContainsFunc(p.ops, func(o sched.Op) bool { return slices.Contains(op, o) }) {
			t.Fatalf("switched before %v, none of them is one of %v", op, p.ops)
		}
		again := lab.Replay(t, workers, spec, b.Stop)
		if !b.Stop.External && !again.External && (!p.failed(&again) || again.Hash != b.Stop.Hash) {
			t.Fatalf("the schedule (hash %x) did not fail again in a new process:\nhash %x, %s", b.Stop.Hash, again.Hash, lab.Tell(&again))
		}
		return
	}
	if len(p.ops) > 0 {
		t.Fatalf("no switch before %v in %d schedules; %d contended sites", p.ops, n, len(spec.Sites))
	}
}

// failed reports whether the program itself says that it was switched in the
// wrong place; a race is not that.
func (p point) failed(o *execution.Outcome) bool {
	switch p.test {
	case "TestCondWait":
		return o.Status == execution.Deadlock
	case "TestAnnounce":
		return bytes.Contains(o.Output, []byte("a reader in between"))
	}
	return bytes.Contains(o.Output, []byte(switched))
}

// preempted returns the operations before which a goroutine lost the baton
// although it could have gone on.
func preempted(tr *trace.Trace) []sched.Op {
	var ops []sched.Op
	for i, e := range tr.Events {
		if i == 0 || e.Task == tr.Events[i-1].Task {
			continue
		}
		before := tr.Events[i-1].Task
		for _, later := range tr.Events[i:] {
			if later.Task == before {
				if !e.Switch && later.Op != sched.OpYield { // who gives way is not preempted
					break
				}
				ops = append(ops, later.Op)
				break
			}
		}
	}
	return ops
}
