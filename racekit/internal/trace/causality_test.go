package trace

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// script makes a trace of lines "goroutine operation [object] [flag]"; steps
// are numbered from 0.
func script(text string) *Trace {
	ops := map[string]sched.Op{}
	for op := sched.OpNone; op.String() != "unknown operation"; op++ {
		ops[strings.ReplaceAll(op.String(), " ", "-")] = op
	}
	pcs := map[string]uint32{}
	tr := &Trace{Sites: map[uint32][]Frame{}}
	for word, fn := range map[string]string{"adds": "sync/atomic.AddInt64", "own": "internal/sync.(*Mutex).Lock", "one": "sync.(*Cond).Signal", "all": "sync.(*Cond).Broadcast"} {
		pcs[word] = uint32(7 + len(pcs))
		tr.Sites[pcs[word]] = []Frame{{Func: fn}}
	}
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 {
			continue
		}
		var e Event
		blocks := false
		fmt.Sscan(f[0], &e.Task)
		op, ok := ops[f[1]]
		if !ok {
			panic("no operation " + f[1])
		}
		e.Op = op
		for _, word := range f[2:] {
			switch word {
			case "resumed":
				e.Resumed = true
			case "missed":
				e.Missed = true
			case "sent":
				e.Sent = true
			case "blocks": // to the end
				blocks = true
			case "adds", "own", "one", "all":
				e.PC = pcs[word]
			case "range":
				e.Op = sched.OpMapRange
			default:
				fmt.Sscan(word, &e.Object)
			}
		}
		tr.Events = append(tr.Events, e)
		for int(e.Task) > len(tr.Tasks) {
			id := uint32(len(tr.Tasks) + 1)
			tr.Tasks = append(tr.Tasks, Task{ID: id, Parent: min(1, id-1)})
		}
		if blocks {
			tr.Tasks[e.Task-1].State = Blocked
		}
	}
	return tr
}

func TestEdges(t *testing.T) {
	for _, tt := range []struct {
		reason, script, want string
	}{
		{"a goroutine begins after its go statement", "1 go \n 1 go \n 3 start \n 2 start", "1>2 0>3"},
		{"a buffered value", "1 send 1 \n 2 receive 1", "0>1"},
		{"values are received in order", "1 send 1 \n 1 send 1 \n 2 receive 1 \n 2 receive 1", "0>2 1>3"},
		{"a receiver that waits", "2 receive 1 \n 1 send 1 \n 2 receive 1 resumed", "1>2"},
		{"an unbuffered sender goes on after the receive", "1 send 1 \n 2 receive 1 \n 1 send 1 resumed", "0>1 1>2"},
		{"a receive frees the place of a later send", "1 send 1 \n 1 send 1 \n 2 receive 1 \n 1 send 1 resumed \n 2 receive 1 \n 3 send 1", "0>2 2>3 1>4 4>5"},
		{"close is seen by those who wait and those who come", "2 receive 1 \n 1 close 1 \n 3 receive 1 \n 2 receive 1 resumed", "1>2 1>3"},
		{"a select that waits, by the case that it took", "2 select \n 3 send 2 \n 1 send 1 \n 2 select 1 resumed", "2>3"},
		{"a select that sends", "2 select 1 sent \n 1 receive 1", "0>1"},
		{"a default does nothing", "1 select missed \n 2 send 1 missed \n 3 receive 1 missed \n 1 send 1 \n 3 receive 1", "3>4"},
		{"a value from a timer", "1 receive 1 \n 1 receive 1", ""},
		{"a mutex, from holder to holder", "1 Lock 1 \n 2 Lock 1 \n 1 Unlock 1 \n 2 Lock 1 resumed \n 2 Unlock 1 \n 3 Lock 1", "2>3 4>5"},
		{"woken, but others were faster", "1 Lock 1 \n 2 Lock 1 \n 1 Unlock 1 \n 3 Lock 1 \n 2 Lock 1 resumed \n 3 Unlock 1 \n 2 Lock 1 resumed", "2>3 5>6"},
		{"a failed TryLock orders nothing", "1 Lock 1 \n 1 Unlock 1 \n 3 Lock 1 \n 2 TryLock 1", "1>2"},
		{"readers are not ordered among themselves", "1 Lock 1 \n 1 RWMutex.Lock 1 \n 1 RWMutex.Unlock 1 \n 2 RLock 1 \n 2 RUnlock 1 \n 3 RLock 1", "2>3 2>5"},
		{"a writer comes after readers", "2 RLock 1 \n 3 RLock 1 \n 2 RUnlock 1 \n 1 Lock 1 \n 1 RWMutex.Lock 1 \n 3 RUnlock 1 \n 1 RWMutex.Lock 1 resumed", "2>6 5>6"},
		{"Wait comes after Done", "1 WaitGroup.Add 1 \n 2 WaitGroup.Add 1 \n 2 WaitGroup.Done 1 \n 1 WaitGroup.Wait 1 \n 3 WaitGroup.Done 1 \n 1 WaitGroup.Wait 1 resumed", "2>5 4>5"},
		{"Once", "1 Once.Do 1 \n 2 Once.Do 1 \n 3 Once.Do 1", "0>1 0>2"},
		{"a condition gives its lock back", "1 Lock 1 \n 1 Cond.Wait 2 \n 2 Lock 1 \n 2 Cond.Signal 2 \n 2 Unlock 1 \n 1 Cond.Wait 2 resumed", "1>2 3>5 4>5"},
		{"an atomic load sees the last store", "1 atomic-store 1 \n 2 atomic-store 1 \n 3 atomic-load 1 \n 1 atomic-update 1 adds \n 2 atomic-load 1", "1>2 1>3 3>4"},
		{"a compare-and-swap may have failed", "1 atomic-store 1 \n 2 atomic-update 1 \n 3 atomic-load 1", "0>1 0>2"},
		{"a receiver that a timer woke is gone", "2 receive 1 \n 2 receive 1 resumed \n 1 send 1 \n 3 receive 1", "2>3"},
		{"of two Signals it is not known which one woke whom", "1 Cond.Wait 1 \n 2 Cond.Wait 1 \n 3 Cond.Signal 1 \n 3 Cond.Signal 1 \n 1 Cond.Wait 1 resumed", ""},
		{"who waited first is woken first", "1 Cond.Wait 1 \n 2 Cond.Wait 1 \n 3 Cond.Signal 1 one \n 4 Cond.Signal 1 all \n 2 Cond.Wait 1 resumed \n 1 Cond.Wait 1 resumed", "3>4 2>5"},
		{"plain accesses order nothing", "1 write 1 \n 2 read 1", ""},
		{"locks of files order nothing that the detector sees", "1 flock 1 \n 2 flock 1 \n 1 flock-release 1 \n 2 flock 1 resumed", ""},
		{"objects do not mix", "1 send 1 \n 2 receive 2", ""},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			var got []string
			for _, e := range Order(script(tt.script)).Edges {
				got = append(got, fmt.Sprintf("%d>%d", e.From, e.To))
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("edges %s, want %s", s, tt.want)
			}
		})
	}
}

func TestHolds(t *testing.T) {
	for _, tt := range []struct {
		reason, script, want string
	}{
		{"taken and given back", "1 Lock 1 \n 1 Unlock 1", "#1 G1 0-1"},
		{"held to the end", "1 Lock 1 \n 2 Lock 1 blocks", "#1 G1 0--1"},
		{"taken only when it was free", "1 Lock 1 \n 2 Lock 1 \n 1 Unlock 1 \n 2 Lock 1 resumed", "#1 G1 0-2 #1 G2 3--1"},
		{"blocked in something else after the unlock", "1 Lock 1 \n 1 Unlock 1 blocks", "#1 G1 0-1"},
		{"two readers", "1 RLock 1 \n 2 RLock 1 \n 1 RUnlock 1 \n 2 RUnlock 1", "#1 G1 0-2 read #1 G2 1-3 read"},
		{"a writer has one hold", "1 Lock 1 \n 1 RWMutex.Lock 1 \n 1 RWMutex.Unlock 1", "#1 G1 1-2"},
		{"others may come in between the steps of a writer", "1 Lock 1 \n 2 TryRLock 1 \n 2 RUnlock 1 \n 1 RWMutex.Lock 1", "#1 G2 1-2 read #1 G1 3--1"},
		{"unlocked by another goroutine", "1 Lock 1 \n 2 Unlock 1", "#1 G1 0-1"},
		{"Cond.Wait gives it back", "1 Lock 1 \n 1 Cond.Wait 2 \n 2 Lock 1 \n 2 Cond.Signal 2 \n 2 Unlock 1 \n 1 Cond.Wait 2 resumed \n 1 Unlock 1", "#1 G1 0-1 #1 G2 2-4 #1 G1 5-6"},
		{"Cond.Wait gives back the lock that another wait shows to be its own",
			"1 Lock 1 \n 1 Lock 2 \n 1 Cond.Wait 3 blocks \n 2 Lock 1 \n 2 Cond.Wait 3 blocks", "#1 G1 0-2 #2 G1 1--1 #1 G2 3-4"},
		{"or the one that another goroutine takes", "1 Lock 1 \n 1 Lock 2 \n 1 Cond.Wait 3 blocks \n 2 Lock 1", "#1 G1 0-2 #2 G1 1--1 #1 G2 3--1"},
		{"or it is not known", "1 Lock 1 \n 1 Lock 2 \n 1 Cond.Wait 3 blocks", "#1 G1 0--1 unsure #2 G1 1--1 unsure"},
		{"who goes on after Cond.Wait has all its locks", "1 Lock 1 \n 1 Lock 2 \n 1 Cond.Wait 3 \n 2 Cond.Signal 3 \n 1 Cond.Wait 3 resumed", "#1 G1 0--1 #2 G1 1--1"},
		{"then a TryLock may succeed", "1 Lock 1 \n 1 Lock 2 \n 1 Cond.Wait 3 blocks \n 2 TryLock 1", "#1 G1 0--1 unsure #2 G1 1--1 unsure #1 G2 3--1 unsure"},
		{"Cond.Wait with a RWMutex lets readers in, and waits for them",
			"1 Lock 1 \n 1 RWMutex.Lock 1 \n 1 Cond.Wait 2 \n 2 TryRLock 1 \n 3 Cond.Signal 2 \n 1 Cond.Wait 2 resumed \n 3 TryRLock 1 \n 2 RUnlock 1 \n 1 Cond.Wait 2 resumed", "#1 G1 1-2 #1 G2 3-7 read #1 G1 8--1"},
		{"a TryLock while the mutex was handed over", "1 Lock 1 \n 2 Lock 1 \n 1 Unlock 1 \n 3 TryLock 1 \n 2 Lock 1 resumed", "#1 G1 0-2 #1 G2 4--1"},
		{"a reader gives back what another one took", "1 RLock 1 \n 2 RLock 1 \n 3 RUnlock 1", "#1 G1 0-2 read unsure #1 G2 1--1 read unsure"},
		{"the one reader", "1 RLock 1 \n 3 RUnlock 1", "#1 G1 0-1 read"},
		{"a lock looks at its own memory and waits", "1 Lock 1 \n 2 Lock 1 \n 2 read 1 own blocks", "#1 G1 0--1"},
		{"a lock of a file", "1 flock 1 \n 2 flock 1 \n 1 flock-release 1 \n 2 flock 1 resumed \n 3 flock 1 blocks", "#1 G1 0-2 #1 G2 3--1"},
		{"a lock of a file with others", "1 shared-flock 1 \n 2 shared-flock 1 \n 1 flock-release 1 \n 3 flock 1 missed", "#1 G1 0-2 read #1 G2 1--1 read"},
		{"a lock of a file by another descriptor, or that has become another one", "1 shared-flock 1 \n 1 flock 1", "#1 G1 0--1 read unsure #1 G1 1--1"},
		{"a failed TryLock takes nothing", "1 Lock 1 \n 2 TryLock 1 \n 3 TryLock 1 \n 1 Unlock 1 \n 2 TryLock 1", "#1 G1 0-3 #1 G2 4--1"},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			tr := script(tt.script)
			var got []string
			for _, h := range Order(tr).Holds {
				s := fmt.Sprintf("#%d G%d %d-%d", h.Object, h.Task, h.From, h.To)
				if h.Read {
					s += " read"
				}
				if h.Unsure {
					s += " unsure"
				}
				got = append(got, s)
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("%s, want %s", s, tt.want)
			}
		})
	}
}

func TestBefore(t *testing.T) {
	tr := script("1 go \n 1 write 1 \n 2 start \n 1 send 2 \n 2 receive 2 \n 2 write 1 \n 1 write 1 \n 3 start")
	c := Order(tr)
	for _, tt := range []struct {
		reason string
		a, b   int
		want   bool
	}{
		{"the same goroutine", 0, 1, true},
		{"an edge", 0, 2, true},
		{"through a channel", 1, 5, true},
		{"after the send nothing is ordered", 6, 5, false},
		{"concurrent", 5, 6, false},
		{"not to itself", 3, 3, false},
		{"not backward", 5, 1, false},
	} {
		if got := c.Before(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: Before(%d, %d) = %v", tt.reason, tt.a, tt.b, got)
		}
	}
}

// What may be ordered is in the past of a step, and has no edge.
func TestPast(t *testing.T) {
	for _, tt := range []struct {
		reason, script string
		want           string // the steps that may come before the last
	}{
		{"plain accesses", "1 go \n 1 write 1 \n 2 read 1", "0"},
		{"its own steps", "1 go \n 1 write 1 \n 2 write 2 \n 2 read 1", "0 2"},
		{"sync.Map", "1 go \n 1 write 1 \n 1 sync.Map 2 \n 1 write 1 \n 2 sync.Map 2", "0 1 2"},
		{"sync.Pool", "1 go \n 1 write 1 \n 1 sync.Pool 2 \n 1 write 1 \n 2 sync.Pool 3 \n 2 sync.Pool 2", "0 1 2 4"},
		{"who ranges over a sync.Map reads it for a while", "2 sync.Map 2 range \n 1 sync.Map 2 \n 2 write 1", "0 1"},
		{"a compare-and-swap that may have failed", "1 atomic-store 1 \n 2 atomic-update 1 \n 3 atomic-load 1", "0 1"},
		{"a Once of unknown length", "1 Once.Do 1 \n 1 write 2 \n 2 Once.Do 1", "0 1"},
		{"two signals", "1 Cond.Wait 1 \n 2 Cond.Signal 1 \n 3 Cond.Signal 1 \n 1 Cond.Wait 1 resumed", "0 1 2"},
		{"a value from nowhere", "1 write 1 \n 2 write 2 \n 3 receive 3", "0 1"},
		{"a quiet wait", "1 write 1 \n 2 receive 3 \n 2 resume", "0 1"},
		{"I/O", "1 write 1 \n 2 write 2 \n 2 system-call-returned", "0 1"},
		{"a goroutine without a go statement", "1 write 1 \n 1 write 2 \n 2 start", "0 1"},
		{"an object without a number", "1 Unlock \n 2 Lock", "0"},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			tr := script(tt.script)
			last := len(tr.Events) - 1
			c := Order(tr)
			var got []string
			for i, before := range c.Past(last, 0)[:last] {
				if before {
					got = append(got, fmt.Sprint(i))
				}
				if c.Before(i, last) && !before {
					t.Errorf("step %d happens before the last, and may not", i)
				}
			}
			if s := strings.Join(got, " "); s != tt.want {
				t.Errorf("%s, want %s", s, tt.want)
			}
		})
	}
}

// T.Run waits for its subtest, unless that is parallel.
func TestSubtests(t *testing.T) {
	tr := script("1 go \n 2 start \n 2 write 1 \n 1 write 1 \n 3 start \n 1 go \n 3 write 1")
	for i := range tr.Tasks[1:] {
		tr.Tasks[i+1].CreatedAt = Frame{Func: "testing.(*T).Run", File: "testing.go", Line: 3}
	}
	tr.Sites[0] = []Frame{{Func: "a.F", File: "a.go", Line: 1}}
	got := fmt.Sprint(Order(tr).Edges)
	if want := "[{0 1} {2 3} {3 4}]"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// Go statements on one line, and children that never ran.
func TestGoStatements(t *testing.T) {
	tr := script("1 go \n 1 go \n 3 start \n 4 start")
	tr.Events[0].PC, tr.Events[1].PC = 1, 2
	tr.Sites[1], tr.Sites[2] = []Frame{{Func: "a.F", File: "a.go", Line: 1}}, []Frame{{Func: "a.F", File: "a.go", Line: 2}}
	for i, line := range []int{0, 9, 2, 1} {
		tr.Tasks[i].CreatedAt = Frame{Func: "a.F", File: "a.go", Line: line}
	}
	if got := fmt.Sprint(Order(tr).Edges); got != "[{1 2} {0 3}]" {
		t.Error(got)
	}
}

func BenchmarkOrder(b *testing.B) {
	var text strings.Builder
	for i := range 25_000 {
		fmt.Fprintf(&text, "%d Lock 1\n%d write 2\n%d Unlock 1\n%d atomic-update 3\n", i%8+1, i%8+1, i%8+1, i%5+1)
	}
	tr := script(text.String())
	for b.Loop() {
		if c := Order(tr); !slices.ContainsFunc(c.Edges, func(e Edge) bool { return e.To > 99_000 }) {
			b.Fatal("edges are missing")
		}
	}
}
