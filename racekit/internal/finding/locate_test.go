package finding

import (
	"testing"

	"github.com/racekit/toolkit/racekit/internal/sched"
	"github.com/racekit/toolkit/racekit/internal/trace"
)

func TestLocate(t *testing.T) {
	read, write := sched.OpRead, sched.OpWrite
	started := func(line int) []trace.Frame { return []trace.Frame{bankFrame(line)} }
	race := func(later, earlier Access) *Race { return &Race{Accesses: [2]Access{later, earlier}} }
	w22 := Access{Write: true, Stack: started(22), known: true}
	r21 := Access{Stack: started(21), known: true}
	for _, tt := range []struct {
		reason         string
		race           *Race
		steps          []step
		later, earlier int // -1: not found
	}{
		{"the write meets the read before it", race(w22, r21), []step{{2, read, 1, 21}, {3, write, 1, 22}}, 1, 0},
		{"one goroutine does not race with itself", race(w22, r21), []step{{2, read, 1, 21}, {2, write, 1, 22}, {3, read, 1, 21}}, -1, -1},
		{"nor two objects", race(w22, r21), []step{{2, read, 1, 21}, {3, write, 2, 22}}, -1, -1},
		{"nor another order", race(w22, r21), []step{{3, write, 1, 22}, {2, read, 1, 21}}, -1, -1},
		{"a read is no write", race(w22, r21), []step{{2, read, 1, 21}, {3, read, 1, 22}}, -1, -1},
		{"the nearest earlier access", race(w22, r21), []step{{2, read, 1, 21}, {4, read, 1, 21}, {3, write, 1, 22}}, 2, 1},
		{"by start of the goroutine", race(Access{Write: true, Stack: started(22), Created: started(99), known: true}, r21),
			[]step{{2, read, 1, 21}, {3, write, 1, 22}}, -1, -1},
		{"by the test itself", race(Access{Write: true, Stack: started(22), Created: []trace.Frame{{Func: "testing.(*T).Run"}}, known: true}, r21),
			[]step{{2, read, 1, 21}, {1, write, 1, 22}}, 1, 0},
		{"atomics", race(w22, r21), []step{{2, sched.OpAtomicLoad, 1, 21}, {3, sched.OpAtomicRMW, 1, 22}}, 1, 0},
		{"the two that nothing orders", race(w22, r21), []step{{2, lock, 9, 20}, {2, read, 1, 21}, {2, unlock, 9, 23},
			{3, lock, 9, 20}, {3, write, 1, 22}, {3, unlock, 9, 23}, {4, write, 1, 22}}, 6, 1},
		{"a lock orders all", race(w22, r21), []step{{2, lock, 9, 20}, {2, read, 1, 21}, {2, unlock, 9, 23}, {3, lock, 9, 20}, {3, write, 1, 22}}, -1, -1},
		{"one pair that something may order", race(w22, r21), []step{{2, read, 1, 21}, {2, sched.OpPool, 7, 23}, {3, sched.OpPool, 7, 23}, {3, write, 1, 22}}, 3, 0},
		{"one pair that something may order, if a Cond does the rest", race(w22, r21), []step{{4, sched.OpCondWait, 8, 41}, {2, read, 1, 21}, {2, sched.OpCondSignal, 8, 24}, {4, resume, 0, 0},
			{4, sched.OpPool, 7, 42}, {3, sched.OpPool, 7, 23}, {3, write, 1, 22}}, -1, -1},
		{"two of which something may order each", race(w22, r21), []step{{2, read, 1, 21}, {2, sched.OpPool, 7, 23}, {3, sched.OpPool, 7, 23},
			{3, write, 1, 22}, {3, sched.OpPool, 7, 23}, {4, sched.OpPool, 7, 23}, {4, write, 1, 22}}, -1, -1},
		{"a forgotten stack", race(w22, Access{known: true}), []step{{2, read, 1, 21}, {3, write, 1, 22}}, -1, -1},
	} {
		t.Run(tt.reason, func(t *testing.T) {
			later, earlier, ok := tt.race.Locate(traceOf(nil, tt.steps...))
			if !ok {
				later, earlier = -1, -1
			}
			if later != tt.later || earlier != tt.earlier {
				t.Errorf("Locate = %d, %d; want %d, %d", later, earlier, tt.later, tt.earlier)
			}
		})
	}
	if _, _, ok := race(w22, r21).Locate(nil); ok {
		t.Error("found without a trace")
	}
}

// The detector loses the caller of WaitGroup.Go where that is inlined.
func TestLocateByGroup(t *testing.T) {
	tr := traceOf(nil, step{2, sched.OpRead, 1, 21}, step{4, sched.OpWrite, 1, 22}, step{3, sched.OpWrite, 1, 22})
	tr.Tasks[2].Start = "sync.(*WaitGroup).Go.func1"
	r := &Race{Accesses: [2]Access{
		{Write: true, Stack: []trace.Frame{bankFrame(22)}, Created: []trace.Frame{{Func: "sync.(*WaitGroup).Go"}, bankFrame(52)}, known: true},
		{Stack: []trace.Frame{bankFrame(21)}, known: true},
	}}
	if later, earlier, ok := r.Locate(tr); later != 2 || earlier != 0 || !ok {
		t.Errorf("Locate = %d, %d, %v; want 2, 0", later, earlier, ok)
	}
}

// Two goroutines make the same access, called from different lines.
func TestLocateByStack(t *testing.T) {
	tr := traceOf(nil, step{2, sched.OpRead, 1, 21}, step{4, sched.OpRead, 1, 21}, step{3, sched.OpWrite, 1, 22})
	root := trace.Frame{Func: "runtime.goexit"}
	tr.Stacks = [][]trace.Frame{{bankFrame(21), bankFrame(51), root}, {bankFrame(21), bankFrame(52), root}, {bankFrame(22), root}}
	r := &Race{Accesses: [2]Access{
		{Write: true, Stack: []trace.Frame{bankFrame(22)}, known: true},
		{Stack: []trace.Frame{bankFrame(21), bankFrame(51)}, known: true},
	}}
	if later, earlier, ok := r.Locate(tr); later != 2 || earlier != 0 || !ok {
		t.Errorf("Locate = %d, %d, %v; want 2, 0", later, earlier, ok)
	}
	tr.Stacks[0] = tr.Stacks[0][:1]
	if _, earlier, ok := r.Locate(tr); earlier != 0 || !ok {
		t.Error("the outer end of a stack may be cut off")
	}
}
