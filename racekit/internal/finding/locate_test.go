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
		{"by WaitGroup.Go, whose caller is lost", race(Access{Write: true, Stack: started(22), Created: []trace.Frame{{Func: "sync.(*WaitGroup).Go"}, {Func: "testing.tRunner"}}, known: true}, r21),
			[]step{{2, read, 1, 21}, {3, write, 1, 22}}, 1, 0},
		{"by the test itself", race(Access{Write: true, Stack: started(22), Created: []trace.Frame{{Func: "testing.(*T).Run"}}, known: true}, r21),
			[]step{{2, read, 1, 21}, {1, write, 1, 22}}, 1, 0},
		{"atomics", race(w22, r21), []step{{2, sched.OpAtomicLoad, 1, 21}, {3, sched.OpAtomicRMW, 1, 22}}, 1, 0},
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
