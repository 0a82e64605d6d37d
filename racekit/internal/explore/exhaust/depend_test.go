package exhaust

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestDependent(t *testing.T) {
	const x, y, none = 64, 128, 0
	for _, tt := range []struct {
		a      sched.Op
		on     uint64
		b      sched.Op
		at     uint64
		want   bool
		reason string
	}{
		{sched.OpLock, x, sched.OpLock, x, true, "one of them waits"},
		{sched.OpLock, x, sched.OpLock, y, false, "different mutexes"},
		{sched.OpLock, x, sched.OpTryLock, x, true, "the TryLock may fail"},
		{sched.OpTryLock, x, sched.OpUnlock, x, true, "before it the TryLock fails"},
		{sched.OpTryLock, x, sched.OpTryLock, x, true, "the second fails"},
		{sched.OpRLock, x, sched.OpRLock, x, false, "readers share"},
		{sched.OpRLock, x, sched.OpTryRLock, x, false, "readers share"},
		{sched.OpRLock, x, sched.OpWLock, x, true, "the reader waits for an announced writer"},
		{sched.OpRUnlock, x, sched.OpTryWLock, x, true, "before it the writer fails"},
		{sched.OpSend, x, sched.OpSend, x, true, "values arrive in order"},
		{sched.OpRecv, x, sched.OpRecv, x, true, "each gets another value"},
		{sched.OpSend, x, sched.OpRecv, x, true, "at empty and full"},
		{sched.OpSend, x, sched.OpRecv, y, false, "different channels"},
		{sched.OpClose, x, sched.OpSend, x, true, "the send panics"},
		{sched.OpClose, x, sched.OpClose, x, true, "the second panics"},
		{sched.OpLenCap, x, sched.OpSend, x, true, "len sees the value"},
		{sched.OpLenCap, x, sched.OpLenCap, x, false, "both only look"},
		{sched.OpSelect, none, sched.OpSend, y, true, "a select may touch any channel"},
		{sched.OpSelect, x, sched.OpClose, y, true, "a select touches more than one channel"},
		{sched.OpSelect, x, sched.OpLock, y, false, "a mutex is no channel"},
		{sched.OpTimer, x, sched.OpRecv, y, true, "the channel may be the timer's"},
		{sched.OpSleep, none, sched.OpTimer, x, true, "one queue of timers"},
		{sched.OpSleep, none, sched.OpSleep, none, true, "timers fire in order"},
		{sched.OpSleep, none, sched.OpLock, x, false, "the clock stands still"},
		{sched.OpTime, none, sched.OpLock, x, true, "the clock moved: everything after sees it"},
		{sched.OpTime, none, sched.OpStart, none, true, "likewise"},
		{sched.OpReturn, none, sched.OpAtomicLoad, x, true, "the system is unknown"},
		{sched.OpResume, x, sched.OpAtomicLoad, y, true, "what goes on is not known"},
		{sched.OpAtomicLoad, x, sched.OpAtomicLoad, x, false, "two reads"},
		{sched.OpAtomicLoad, x, sched.OpAtomicStore, x, true, "a read and a write"},
		{sched.OpAtomicRMW, x, sched.OpAtomicRMW, x, true, "a compare-and-swap may fail"},
		{sched.OpAtomicRMW, x, sched.OpAtomicRMW, y, false, "different words"},
		{sched.OpRead, x, sched.OpRead, x, false, "two reads"},
		{sched.OpRead, x, sched.OpWrite, x, true, "a read and a write"},
		{sched.OpWrite, x, sched.OpAtomicLoad, x, true, "plain and atomic meet"},
		{sched.OpWrite, x + 4, sched.OpRead, x, true, "accesses of different width overlap"},
		{sched.OpWrite, x + 8, sched.OpRead, x, false, "the next word"},
		{sched.OpRead, none, sched.OpWrite, y, true, "an unknown object may be this one"},
		{sched.OpRead, x, sched.OpLock, x, true, "the mutex is copied or compared as memory"},
		{sched.OpWGAdd, x, sched.OpWGWait, x, true, "the wait may have to wait"},
		{sched.OpWGAdd, x, sched.OpWGDone, x, true, "Done before Add may make the counter negative"},
		{sched.OpWGAdd, x, sched.OpWGAdd, x, false, "both add"},
		{sched.OpWGDone, x, sched.OpWGDone, x, false, "both subtract"},
		{sched.OpWGDone, x, sched.OpWGWait, x, true, "the wait may have to wait"},
		{sched.OpGo, x, sched.OpWGWait, x, true, "WaitGroup.Go adds"},
		{sched.OpGo, x, sched.OpWGDone, x, true, "WaitGroup.Go adds"},
		{sched.OpGo, x, sched.OpWGAdd, x, false, "both add"},
		{sched.OpRLock, x, sched.OpRUnlock, x, false, "readers come and go"},
		{sched.OpRLock, x, sched.OpLock, x, false, "the first step of a writer is among writers"},
		{sched.OpWLock, x, sched.OpLock, x, false, "the writer that announces itself has taken the first step"},
		{sched.OpWLock, x, sched.OpRLock, x, true, "the reader waits for it"},
		{sched.OpRLock, x, sched.OpWUnlock, x, true, "the writer lets readers in"},
		{sched.OpSend, none, sched.OpLock, x, false, "a channel that is unknown is no mutex"},
		{sched.OpMapRange, x, sched.OpMap, x, true, "one map"},
		{sched.OpWGWait, x, sched.OpWGWait, x, false, "both only wait"},
		{sched.OpOnce, x, sched.OpOnce, x, true, "the first runs the function"},
		{sched.OpCondWait, x, sched.OpCondSignal, x, true, "a signal before it is lost"},
		{sched.OpCondWait, x, sched.OpLock, y, true, "it unlocks a mutex"},
		{sched.OpCondSignal, x, sched.OpLock, y, false, "it touches the condition alone"},
		{sched.OpMap, x, sched.OpMap, x, true, "one map"},
		{sched.OpPool, x, sched.OpPool, x, true, "one pool"},
		{sched.OpGo, none, sched.OpGo, none, true, "goroutines are numbered in order"},
		{sched.OpGo, none, sched.OpStart, none, false, "of another goroutine"},
		{sched.OpGo, none, sched.OpLock, x, false, "a new goroutine holds nothing"},
		{sched.OpStart, none, sched.OpWrite, x, false, "the first step comes before the first operation"},
		{sched.OpYield, none, sched.OpWrite, x, false, "no effect"},
		{sched.OpPoint, none, sched.OpWrite, x, true, "what follows a point is unknown"},
		{sched.OpPoint, none, sched.OpStart, none, false, "a first step has no effect"},
		{sched.OpGetenv, x, sched.OpGetenv, x, false, "two reads"},
		{sched.OpGetenv, x, sched.OpSetenv, x, true, "a read and a write"},
		{sched.OpGetenv, none, sched.OpSetenv, x, true, "Environ reads all variables"},
		{sched.OpGetenv, y, sched.OpSetenv, x, true, "one lock orders them for the detector"},
		{sched.OpSetenv, x, sched.OpSetenv, x, true, "two writes"},
		{sched.OpSetenv, x, sched.OpWrite, x, false, "the environment is no memory"},
		{sched.OpSetenv, x, sched.OpSleep, none, false, "nor is it a timer"},
		{sched.OpSetenv, none, sched.OpRecv, none, false, "nor a channel"},
		{sched.OpSetenv, x, sched.OpGo, y, false, "nor a goroutine"},
		{sched.OpSetenv, x, sched.OpPoint, none, true, "what follows a point is unknown"},
		{sched.OpLook, x, sched.OpLook, x, false, "two reads"},
		{sched.OpLook, x, sched.OpChange, y, true, "another path of one file, or its folder"},
		{sched.OpFlock, x, sched.OpFlock, x, true, "one lock"},
		{sched.OpChange, x, sched.OpSetenv, x, false, "no file"},
		{sched.OpChange, none, sched.OpRecv, none, false, "nor a channel"},
		{sched.OpPrint, x, sched.OpPrint, x, false, "nobody can read which line is first"},
		{sched.OpPrint, x, sched.OpLock, x, true, "SetOutput has what is printed go where it can be read"},
		{sched.OpPrint, x, sched.OpLock, y, false, "another logger"},
		{sched.OpNone, none, sched.OpWrite, x, true, "unknown operations"},
		{sched.Op(250), x, sched.OpWrite, y, true, "operations of the future"},
	} {
		a, b := trace.Choice{Task: 1, Op: tt.a, Object: tt.on}, trace.Choice{Task: 2, Op: tt.b, Object: tt.at}
		if Dependent(a, b) != tt.want || Dependent(b, a) != tt.want {
			t.Errorf("%v on %d, %v on %d: %v and %v, want %v: %s", tt.a, tt.on, tt.b, tt.at, Dependent(a, b), Dependent(b, a), tt.want, tt.reason)
		}
		b.Task = 1
		if !Dependent(a, b) {
			t.Errorf("%v, %v of one goroutine must stay in order", tt.a, tt.b)
		}
	}
}
