package finding

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

// A step is one event: who, what, on which object, at which line of bank.go.
type step struct {
	task   uint32
	op     sched.Op
	object uint32
	line   int
}

// at returns a frame of bank.go; functions start at multiples of 10.
func bankFrame(line int) trace.Frame {
	return trace.Frame{Func: "example.com/bank.f" + string(rune('a'+line/10)), File: "/src/bank.go", Line: line, Entry: max(1, line/10*10)}
}

// traceOf builds a trace in which the given goroutines are blocked where they
// took their last step, and all others ended. Goroutine 1 started the rest. resume
// goes on with what the goroutine had to wait in.
func traceOf(blocked []uint32, steps ...step) *trace.Trace {
	tr := &trace.Trace{Sites: map[uint32][]trace.Frame{}}
	last := map[uint32]step{}
	most := uint32(0)
	for i, s := range steps {
		e := trace.Event{Task: s.task, Op: s.op, Object: s.object, PC: uint32(i + 1), Ready: 2}
		if s.op == resume {
			s = last[s.task]
			e.Op, e.Object, e.Resumed = s.op, s.object, true
		}
		tr.Events = append(tr.Events, e)
		if s.line > 0 {
			tr.Sites[e.PC] = []trace.Frame{{Func: "sync.(*Mutex).Lock", File: "mutex.go", Line: 1}, bankFrame(s.line)}
		}
		last[s.task] = s
		most = max(most, s.task)
	}
	for id := uint32(1); id <= most; id++ {
		t := trace.Task{ID: id, Start: "example.com/bank.worker"}
		if id > 1 {
			t.Parent, t.CreatedAt = 1, bankFrame(5)
		} else {
			t.Start = "example.com/bank.TestX"
		}
		for _, b := range blocked {
			if b == id {
				t.State, t.Object, t.Op = trace.Blocked, last[id].object, last[id].op
				t.Stack = []trace.Frame{{Func: "runtime.gopark"}, bankFrame(last[id].line)}
			}
		}
		tr.Tasks = append(tr.Tasks, t)
	}
	return tr
}

// underTesting makes goroutine 1 that of package testing, 2 the test and 3 its
// subtest.
func underTesting(tr *trace.Trace) *trace.Trace {
	run := trace.Frame{Func: "testing.(*T).Run", File: "/go/src/testing/testing.go", Line: 2106}
	for i, start := range []string{"runtime.rkRootLoop", "testing.(*T).Run.gowrap1", "testing.(*T).Run.gowrap1"} {
		tr.Tasks[i].Start = start
	}
	for i := range 2 {
		tr.Tasks[i].Op, tr.Tasks[i].Wait = resume, "chan receive"
	}
	tr.Tasks[0].Stack = []trace.Frame{{Func: "runtime.gopark"}, run}
	tr.Tasks[1].Stack = []trace.Frame{{Func: "runtime.gopark"}, run, bankFrame(12)}
	return tr
}

const (
	lock, unlock, resume = sched.OpLock, sched.OpUnlock, sched.OpResume
	rlock, runlock       = sched.OpRLock, sched.OpRUnlock
	wlock, wunlock       = sched.OpWLock, sched.OpWUnlock
	send, recv, closing  = sched.OpSend, sched.OpRecv, sched.OpClose
)

func TestExplain(t *testing.T) {
	for _, tt := range []struct {
		reason, headline, text string
		tr                     *trace.Trace
		sites                  string // lines of bank.go
	}{
		{"AB-BA", "G2 and G3 wait for each other", `
G2 waits in Lock of #2 at /src/bank.go:22
    held by G3, taken at /src/bank.go:31
G3 waits in Lock of #1 at /src/bank.go:32
    held by G2, taken at /src/bank.go:21
cycle: G2 -> G3 -> G2
G1 waits in WaitGroup.Wait of #3 at /src/bank.go:12
    for the end of G2 (blocked) and G3 (blocked)`,
			traceOf([]uint32{1, 2, 3}, step{1, sched.OpGo, 3, 5}, step{1, sched.OpGo, 3, 5}, step{2, lock, 1, 21}, step{3, lock, 2, 31}, step{1, sched.OpWGWait, 3, 12},
				step{2, lock, 2, 22}, step{3, lock, 1, 32}), "22 32"},
		{"a lock given back is not held", "nothing can run: G3 waits in Lock at bank.go:32", `
G3 waits in Lock of #1 at /src/bank.go:32
    nobody is known to hold it`,
			traceOf([]uint32{3}, step{2, lock, 1, 21}, step{2, unlock, 1, 22}, step{3, lock, 1, 32}), "32"},
		{"a mutex locked twice", "G2 waits for itself: Lock at bank.go:22 of a lock that it holds", `
G2 waits in Lock of #1 at /src/bank.go:22
    held by G2 itself, taken at /src/bank.go:21
cycle: G2 -> G2`,
			traceOf([]uint32{2}, step{2, lock, 1, 21}, step{2, lock, 1, 22}), "22"},
		{"forgotten by one that ended", "nothing can run: G3 waits in Lock at bank.go:31", `
G3 waits in Lock of #1 at /src/bank.go:31
    held by G2, which has ended, taken at /src/bank.go:21`,
			traceOf([]uint32{3}, step{2, lock, 1, 21}, step{3, lock, 1, 31}), "31"},
		{"woken and overtaken still waits", "nothing can run: G3 waits in Lock at bank.go:31", `
G3 waits in Lock of #1 at /src/bank.go:31
    held by G4, which has ended, taken at /src/bank.go:41`,
			traceOf([]uint32{3}, step{2, lock, 1, 21}, step{3, lock, 1, 31}, step{2, unlock, 1, 22},
				step{4, lock, 1, 41}, step{3, resume, 0, 0}), "31"},
		{"asked again after it was woken and overtaken", "nothing can run: G3 waits in Lock at bank.go:31", `
G3 waits in Lock of #1 at /src/bank.go:31
    held by G2, which has ended, taken at /src/bank.go:23`,
			traceOf([]uint32{3}, step{2, lock, 1, 21}, step{3, lock, 1, 31}, step{2, unlock, 1, 22},
				step{2, lock, 1, 23}, step{3, resume, 0, 0}, step{3, sched.OpRead, 1, 31}), "31"},
		{"unlocked by another goroutine", "nothing can run: G3 waits in Lock at bank.go:31", `
G3 waits in Lock of #1 at /src/bank.go:31
    nobody is known to hold it`,
			traceOf([]uint32{3}, step{2, lock, 1, 21}, step{4, unlock, 1, 41}, step{3, lock, 1, 31}), "31"},
		{"a failed TryLock holds nothing", "nothing can run: G3 waits in Lock at bank.go:31", `
G3 waits in Lock of #1 at /src/bank.go:31
    held by G2, which has ended, taken at /src/bank.go:21`,
			traceOf([]uint32{3}, step{2, lock, 1, 21}, step{4, sched.OpTryLock, 1, 41}, step{3, lock, 1, 31}), "31"},
		{"read lock taken twice around a writer", "G2 and G3 wait for each other", `
G2 waits in RLock of #1 at /src/bank.go:22
    kept out by G3, a writer that waits at /src/bank.go:31: whoever comes later waits behind it
G3 waits in RWMutex.Lock of #1 at /src/bank.go:31
    held for reading by G2, taken at /src/bank.go:21
cycle: G2 -> G3 -> G2`,
			traceOf([]uint32{2, 3}, step{2, rlock, 1, 21}, step{3, lock, 1, 31}, step{3, wlock, 1, 31}, step{2, rlock, 1, 22}), "22 31"},
		{"both read locks on one line, the first after the writer came", "G2 and G3 wait for each other", `
G2 waits in RLock of #1 at /src/bank.go:21
    kept out by G3, a writer that waits at /src/bank.go:31: whoever comes later waits behind it
G3 waits in RWMutex.Lock of #1 at /src/bank.go:31
    held for reading by G2, taken at /src/bank.go:21
cycle: G2 -> G3 -> G2`,
			traceOf([]uint32{2, 3}, step{3, lock, 1, 31}, step{2, rlock, 1, 21}, step{3, wlock, 1, 31}, step{2, rlock, 1, 21}), "21 31"},
		{"a writer that is done holds nothing, and one step gives back both of its", "G3 and G4 wait for each other", `
G3 waits in RLock of #1 at /src/bank.go:32
    kept out by G4, a writer that waits at /src/bank.go:41: whoever comes later waits behind it
G4 waits in RWMutex.Lock of #1 at /src/bank.go:41
    held for reading by G3, taken at /src/bank.go:31
cycle: G3 -> G4 -> G3`,
			traceOf([]uint32{3, 4}, step{2, lock, 1, 21}, step{2, wlock, 1, 21}, step{2, wunlock, 1, 22}, step{3, rlock, 1, 31},
				step{4, lock, 1, 41}, step{4, wlock, 1, 41}, step{3, rlock, 1, 32}), "32 41"},
		{"a writer behind a writer that waits", "nothing can run: 2 goroutines wait", `
G3 waits in RWMutex.Lock of #1 at /src/bank.go:31
    held for reading by G2, which has ended, taken at /src/bank.go:21
G4 waits in Lock of #1 at /src/bank.go:41
    kept out by G3, a writer that waits at /src/bank.go:31: whoever comes later waits behind it`,
			traceOf([]uint32{3, 4}, step{2, rlock, 1, 21}, step{3, lock, 1, 31}, step{3, wlock, 1, 31}, step{4, lock, 1, 41}), "31 41"},
		{"a writer that another goroutine gave back", "nothing can run: G3 waits in RLock at bank.go:31", `
G3 waits in RLock of #1 at /src/bank.go:31
    nobody is known to hold it`,
			traceOf([]uint32{3}, step{2, lock, 1, 21}, step{2, wlock, 1, 21}, step{4, wunlock, 1, 41}, step{3, rlock, 1, 31}), "31"},
		{"a writer waits for two readers", "nothing can run: G3 waits in RWMutex.Lock at bank.go:31", `
G3 waits in RWMutex.Lock of #1 at /src/bank.go:31
    held for reading by G2, which has ended, taken at /src/bank.go:21
    held for reading by G4, which has ended, taken at /src/bank.go:41`,
			traceOf([]uint32{3}, step{2, rlock, 1, 21}, step{4, rlock, 1, 41}, step{5, rlock, 1, 51}, step{5, runlock, 1, 52},
				step{3, lock, 1, 31}, step{3, wlock, 1, 31}), "31"},
		{"a reader waits for a writer that is done with its own", "nothing can run: G3 waits in RLock at bank.go:31", `
G3 waits in RLock of #1 at /src/bank.go:31
    held by G4, which has ended, taken at /src/bank.go:41`,
			traceOf([]uint32{3}, step{2, lock, 1, 21}, step{2, wlock, 1, 21}, step{2, wunlock, 1, 22}, step{2, unlock, 1, 22},
				step{4, lock, 1, 41}, step{4, wlock, 1, 41}, step{3, rlock, 1, 31}), "31"},
		{"a lock held while waiting for a channel", "nothing can run: 3 goroutines wait", `
G1 waits in receive of #3 at /src/bank.go:12
    no other goroutine has sent on it
G2 waits in receive of #2 at /src/bank.go:22
    G3 (blocked) has sent on it before
G3 waits in Lock of #1 at /src/bank.go:32
    held by G2, taken at /src/bank.go:21
perhaps a cycle, if each is to do again what it did before: G2 -> G3 -> G2`,
			traceOf([]uint32{1, 2, 3}, step{1, recv, 3, 12}, step{3, send, 2, 31}, step{2, lock, 1, 21}, step{2, recv, 2, 22}, step{3, lock, 1, 32}), "12 22 32"},
		{"a channel nobody else used", "nothing can run: G1 waits in receive at bank.go:12", `
G1 waits in receive of #1 at /src/bank.go:12
    no other goroutine has sent on it`,
			traceOf([]uint32{1}, step{1, recv, 1, 12}), "12"},
		{"only the other side counts", "nothing can run: G1 waits in receive at bank.go:12", `
G1 waits in receive of #1 at /src/bank.go:12
    G3 (ended) and G4 (ended) have sent on it before`,
			traceOf([]uint32{1}, step{2, recv, 1, 21}, step{3, send, 1, 31}, step{2, resume, 0, 0}, step{5, recv, 1, 51}, step{4, send, 1, 41}, step{5, resume, 0, 0}, step{1, recv, 1, 12}), "12"},
		{"what was closed is another channel", "nothing can run: G1 waits in receive at bank.go:12", `
G1 waits in receive of #1 at /src/bank.go:12
    no other goroutine has sent on it`,
			traceOf([]uint32{1}, step{3, closing, 1, 31}, step{1, recv, 1, 12}), "12"},
		{"a group that others may belong to", "nothing can run: 2 goroutines wait", `
G1 waits in WaitGroup.Wait of #3 at /src/bank.go:12
    for the end of G2 (blocked), and perhaps for others
G2 waits in receive of #2 at /src/bank.go:21
    no other goroutine has sent on it`,
			traceOf([]uint32{1, 2}, step{1, sched.OpWGAdd, 3, 4}, step{1, sched.OpGo, 3, 5}, step{2, recv, 2, 21}, step{1, sched.OpWGWait, 3, 12}), "12 21"},
		{"a Once within itself", "G2 waits for itself: Once.Do at bank.go:22 in the function of the same Once", `
G2 waits in Once.Do of #1 at /src/bank.go:22
    its function is run by G2 itself, called at /src/bank.go:21
cycle: G2 -> G2`,
			traceOf([]uint32{2}, step{2, sched.OpOnce, 1, 21}, step{2, sched.OpOnce, 1, 22}), "22"},
		{"signaled, and the lock was never given back", "nothing can run: G2 waits in Cond.Wait at bank.go:22", `
G2 waits in Cond.Wait of #2 at /src/bank.go:22
    it was signaled, and waits to take its lock of #1 again
    held by G3, which has ended, taken at /src/bank.go:31`,
			traceOf([]uint32{2}, step{2, lock, 1, 21}, step{2, sched.OpCondWait, 2, 22}, step{3, lock, 1, 31}, step{3, sched.OpCondSignal, 2, 32}, step{2, resume, 0, 0}), "22"},
		{"which lock a Cond gave back cannot be told", "nothing can run: 2 goroutines wait", `
G2 waits in Cond.Wait of #3 at /src/bank.go:23
    no other goroutine has signaled it
G4 waits in Lock of #1 at /src/bank.go:41
    perhaps held by G2, which waits in Cond.Wait and has given back one of its locks`,
			traceOf([]uint32{2, 4}, step{2, lock, 1, 21}, step{2, lock, 2, 22}, step{2, sched.OpCondWait, 3, 23}, step{4, lock, 1, 41}), "23 41"},
		{"whose read lock was given back cannot be told", "nothing can run: G4 waits in RWMutex.Lock at bank.go:41", `
G4 waits in RWMutex.Lock of #1 at /src/bank.go:41
    who holds it cannot be told: one goroutine took it and another gave it back`,
			traceOf([]uint32{4}, step{2, rlock, 1, 21}, step{3, rlock, 1, 31}, step{5, runlock, 1, 51}, step{4, lock, 1, 41}, step{4, wlock, 1, 41}), "41"},
		{"a lock looks at its own memory", "G2 and G3 wait for each other", `
G2 waits in Lock of #2 at /src/bank.go:22
    held by G3, taken at /src/bank.go:31
G3 waits in Lock of #1 at /src/bank.go:32
    held by G2, taken at /src/bank.go:21
cycle: G2 -> G3 -> G2`,
			traceOf([]uint32{2, 3}, step{2, lock, 1, 21}, step{2, sched.OpRead, 1, 21}, step{3, lock, 2, 31},
				step{2, lock, 2, 22}, step{2, sched.OpRead, 2, 22}, step{3, lock, 1, 32}, step{3, sched.OpRead, 1, 32}), "22 32"},
		{"package testing waits for the test, and a test for its subtest", "nothing can run: 2 goroutines wait", `
G1 waits in t.Run at /src/bank.go:12
G2 waits in receive of #2 at /src/bank.go:31
    no other goroutine has sent on it`,
			underTesting(traceOf([]uint32{1, 2, 3}, step{2, recv, 1, 12}, step{3, recv, 2, 31})), "12 31"},
		{"nothing known", "nothing can run", "", &trace.Trace{}, ""},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			d := Explain(tt.tr, len(tt.tr.Events))
			if got := d.Headline(); got != tt.headline {
				t.Errorf("headline %q, want %q", got, tt.headline)
			}
			if diff := cmp.Diff(strings.TrimPrefix(tt.text, "\n"), d.Text()); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
			var sites []string
			for _, s := range d.Sites() {
				sites = append(sites, strings.TrimPrefix(atBase(s), " at bank.go:"))
			}
			if got := strings.Join(sites, " "); got != tt.sites {
				t.Errorf("sites %q, want %q", got, tt.sites)
			}
		})
	}
}

// Who was signaled and could go on has given back one of its locks all the same.
func TestSignaledWithTwoLocks(t *testing.T) {
	tr := traceOf([]uint32{4}, step{2, lock, 1, 21}, step{2, lock, 2, 22}, step{2, sched.OpCondWait, 3, 23}, step{4, lock, 1, 41})
	tr.Tasks[1].State = trace.Runnable
	if text := Explain(tr, len(tr.Events)).Text(); !strings.Contains(text, "perhaps held by G2, which waits in Cond.Wait and has given back one of its locks") {
		t.Error(text)
	}
}

func TestExplainCut(t *testing.T) {
	tr := traceOf([]uint32{3}, step{2, lock, 1, 21}, step{3, lock, 1, 31})
	d := Explain(tr, 1000)
	if len(d.Waits) != 1 || len(d.Waits[0].Holds) != 0 || !strings.Contains(d.Text(), "only the first 2 steps were recorded") {
		t.Errorf("a cut trace cannot name holders:\n%s", d.Text())
	}
	tr.Tasks[2].Op, tr.Tasks[2].Object = send, 7
	if text := Explain(tr, 1000).Text(); !strings.HasPrefix(text, "G3 waits in send of #7 at ") {
		t.Errorf("what a goroutine waits for may come after the steps that were recorded:\n%s", text)
	}
	if Explain(nil, 0).Headline() != "nothing can run" {
		t.Error("no trace")
	}
}

func TestExplainMany(t *testing.T) {
	var steps []step
	var blocked []uint32
	const n = 5000
	for id := uint32(2); id < n; id++ {
		steps = append(steps, step{id, lock, id, 21})
	}
	for id := uint32(2); id < n; id++ {
		steps = append(steps, step{id, lock, 2 + (id-1)%(n-2), 22})
		blocked = append(blocked, id)
	}
	tr := traceOf(nil, steps...)
	for i := range tr.Tasks {
		if tr.Tasks[i].ID > 1 {
			tr.Tasks[i].State = trace.Blocked
		}
	}
	d := Explain(tr, len(steps))
	if len(d.Cycle) != len(blocked) {
		t.Errorf("a cycle of %d, want %d", len(d.Cycle), len(blocked))
	}
	if n := strings.Count(d.Text(), "\n"); n > 3*maxWaits {
		t.Errorf("a text of %d lines", n)
	}
	if got := d.Headline(); got != "G2, G3, G4, G5 and 4994 more wait for each other" {
		t.Error(got)
	}
}
