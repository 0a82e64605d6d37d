package native

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/racekit/toolkit/racekit/internal/sched"
)

// ordered is the order to this process, nil if it is no child.
var ordered = sync.OnceValue(func() *order {
	text := os.Getenv(variable)
	if text == "" {
		return nil
	}
	os.Unsetenv(variable) // a child of the test is no child of ours
	o := new(order)
	if err := json.Unmarshal([]byte(text), o); err != nil {
		panic(fmt.Sprintf("racekit: %s is for its own children and says %q: %v", variable, text, err))
	}
	return o
})

// Child reports whether this process was started by Explore.
func Child() bool { return ordered() != nil }

// Serve is called in a child where a test calls the library for the call-th
// time. It repeats body if that is what the child is for, and ends the test;
// else it returns at once.
func Serve(t *testing.T, call int, body func(*testing.T)) {
	t.Helper()
	o := ordered()
	if o.Test != t.Name() || o.Call != call {
		return
	}
	f, err := os.OpenFile(o.Progress, os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatalf("racekit: the parent of this process is gone: %v", err)
	}
	defer f.Close()
	r := runner{t: t, order: o, progress: f}
	r.repeat(body)
	t.SkipNow() // what follows in the test is for the parent
}

type runner struct {
	t        *testing.T
	order    *order
	progress *os.File
}

func (r *runner) repeat(body func(*testing.T)) {
	begin := time.Now()
	for i := range r.order.N {
		if r.order.Budget > 0 && i > 0 && time.Since(begin) > r.order.Budget {
			return
		}
		p := progress{begun: i + 1, done: i}
		if info, err := os.Stdout.Stat(); err == nil {
			p.output = info.Size()
		}
		p.write(r.progress)
		ok, leaked := r.once(r.order.First+i, body)
		p.done, p.leaked = i+1, leaked
		p.write(r.progress)
		if !ok {
			return
		}
	}
}

// once runs body under the perturbation of one index.
func (r *runner) once(index int, body func(*testing.T)) (ok, leaked bool) {
	ended := false
	ok = r.t.Run(fmt.Sprintf("run %d", index), func(t *testing.T) {
		calm := disturb(sched.Derive(r.order.Seed, index))
		defer calm()
		before := goleak.IgnoreCurrent()
		defer func() { ended = true }()
		body(t)
		if !r.order.Leaks || t.Failed() || t.Skipped() {
			return
		}
		runtime.Gosched()
		if err := goleak.Find(before); err != nil {
			leaked = true
			t.Errorf("%s\n%v", leakLine, err)
		}
	})
	if !ended {
		r.t.Fatalf("racekit: the body calls t.Parallel%s, and each run of it must end before the next; call t.Parallel in the test, outside the body", parallelAt())
	}
	return ok, leaked
}

// parallelAt says where a goroutine waits in t.Parallel; "" if none does.
func parallelAt() string {
	dump := make([]byte, 1<<20)
	dump = dump[:runtime.Stack(dump, true)]
	_, after, found := strings.Cut(string(dump), "testing.(*T).Parallel(")
	if lines := strings.SplitN(after, "\n", 5); found && len(lines) == 5 {
		place, _, _ := strings.Cut(strings.TrimSpace(lines[3]), " ")
		return " at " + filepath.Base(place)
	}
	return ""
}
