package hazards

import (
	"fmt"
	"runtime"
	"sync"
	"testing"
)

// Calls of the detector that are no safe points: a large value is copied from
// the heap to a variable on the stack that holds garbage until then. Each is
// called at many depths, so that the stack is about to grow at one of them, over
// stack that was used before.

type wide struct {
	b []byte
	s string
	p *int
}

func (w wide) String() string {
	if w.b != nil {
		return string(w.b)
	}
	return w.s
}

type sum struct{ a, b, c, d, e *int }

var shared = &sum{new(int), new(int), new(int), new(int), new(int)}

//go:noinline
func copied(p *sum) int {
	v := *p // VarDef of v, the call, the copy
	use(&v)
	return *v.a + *v.e
}

//go:noinline
func use(*sum) {}

//go:noinline
func result() (v sum) {
	defer func() { v = *shared }() // v is on the heap: copied at the end
	return *shared
}

//go:noinline
func byMethod(s fmt.Stringer) string { return s.String() }

// below runs f with n frames of garbage above it.
func below(n int, f func()) {
	var room [64]uintptr
	for i := range room {
		room[i] = uintptr(i + 1) // no pointers, and above zero: they must not be taken for any
	}
	if n > 0 {
		below(n-1, f)
	} else {
		f()
	}
	runtime.KeepAlive(&room)
}

func everywhere(f func()) {
	for depth := range 24 {
		below(depth, func() {})
		below(depth, f)
	}
}

func TestWrapper(t *testing.T) {
	w := wide{s: "x", p: new(int)}
	everywhere(func() {
		if got := fmt.Sprintf("%+v", w) + byMethod(&w); got != "xx" {
			t.Error(got)
		}
	})
}

func TestCopy(t *testing.T) {
	everywhere(func() { copied(shared); result() })
}

// The same while others write to the value, so that the copies are scheduling
// points, and the collector runs.
func TestCopyBesideCollections(t *testing.T) {
	s := &sum{new(int), new(int), new(int), new(int), new(int)}
	var mu sync.Mutex
	var wg sync.WaitGroup
	wg.Go(func() {
		for range 3 {
			below(3, func() {
				mu.Lock()
				copied(s)
				mu.Unlock()
			})
		}
	})
	wg.Go(func() {
		for range 3 {
			mu.Lock()
			*s = sum{new(int), new(int), new(int), new(int), new(int)}
			mu.Unlock()
			runtime.GC()
		}
	})
	wg.Wait()
}
