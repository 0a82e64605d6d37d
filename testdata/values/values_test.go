// Package values has accesses of memory; beside each line is what reports are to
// say of their values, in order. Lines without that have none to show.
package values

import (
	"fmt"
	"sync/atomic"
	"testing"
)

type inner struct {
	_ int32
	n uint16
}

type record struct {
	i8   int8
	f64  float64
	u8   uint8
	i    int
	i16  int16
	u    uint64
	u16  uint16
	raw  uintptr
	i32  int32
	p    *int
	u32  uint32
	ch   chan int
	on   bool
	m    map[string]int
	f32  float32
	text string
	any  any
	in   [3]inner
	more int
	list []inner
}

type box[T any] struct{ value T }

var (
	global  record
	counter atomic.Int64
	ready   atomic.Bool
	single  int32
	table   [4]int16
)

//go:noinline
func use[T any](T) {}

func write(r *record) {
	r.i8 = -8                  // want -8
	r.u8 = 200                 // want 200
	r.i16 = -16                // want -16
	r.u16 = 65535              // want 65535
	r.i32 = -32                // want -32
	r.u32 = 4294967295         // want 4294967295
	r.u = 18446744073709551615 // want 18446744073709551615
	r.on = true                // want true
	r.f32 = 0.5                // want 0.5
	r.f64 = 2                  // want 2
	r.raw = 7
	r.p = &r.i                   // want not nil
	r.ch = nil                   // want nil
	r.m = map[string]int{"a": 1} // want 1 not nil
	r.text = "text"
	r.any = 1
	r.in[1].n = 3 // want 3
	r.list = make([]inner, 2)
	r.list[1].n = 4 // want 4
	r.more++        // want 0 1
	r.i = 65        // want 65
	fmt.Sscan("99", &r.i)
}

func read(r *record) {
	use(r.i8)         // want -8
	use(int8(r.u8))   // want 200
	use(r.i16)        // want -16
	use(uint8(r.u16)) // want 65535
	use(r.i32)        // want -32
	use(r.u32)        // want 4294967295
	use(r.i)          // want 99
	use(r.u)          // want 18446744073709551615
	use(r.on)         // want true
	use(r.f32)        // want 0.5
	use(r.f64)        // want 2
	use(r.raw)
	use(*r.p)     // want not nil 99
	use(r.ch)     // want nil
	use(r.m["a"]) // want not nil 1
	use(r.text)
	use(r.any)
	use(r.in[1].n)   // want 3
	use(r.list[1].n) // want 4
	use(r.more)      // want 1
	use(r.more)      // want 1
	use(*r)
}

// then runs two functions one after the other, in goroutines of their own.
func then(first, second func()) {
	for _, f := range []func(){first, second} {
		done := make(chan bool)
		go func() { f(); close(done) }()
		<-done
	}
}

func TestHeap(t *testing.T) {
	r := new(record)
	then(func() { write(r) }, func() { read(r) })
}

func TestGlobal(t *testing.T) {
	then(func() { write(&global) }, func() { read(&global) })
}

func TestVariables(t *testing.T) {
	small, other := new(int8), new(bool)
	list := make([]uint32, 3)
	generic := new(box[int16])
	then(func() {
		*small = -1        // want -1
		*other = true      // want true
		list[2] = 9        // want 9
		generic.value = -2 // want -2
		single = -5        // want -5
		table[3] = -6      // want -6
	}, func() {
		use(*small)        // want -1
		use(*other)        // want true
		use(list[2])       // want 9
		use(generic.value) // want -2
		use(single)        // want -5
		use(table[3])      // want -6
	})
}

// The compiler allocates small variables together, and then they have no types.
// Of a byte nobody knows whether it is a bool, and of a large number whether it
// has a sign.
func TestTogether(t *testing.T) {
	var a, b int32 // want 0
	var c uint16   // want 0
	var d bool
	then(func() {
		a = 1     // want 1
		b = 70000 // want 70000
		c = 7     // want 7
		d = true
	}, func() {
		use(a) // want 1
		use(b) // want 70000
		use(c) // want 7
		use(d)
		a = -1
		b = 1 << 30
		c = 1 << 15
	})
}

func TestFloatsTogether(t *testing.T) {
	var f float32 // want 0
	var g float64 // want 0
	then(func() {
		f = 1
		g = 1
	}, func() {
		use(f)
		use(g)
	})
}

func TestAtomicsTogether(t *testing.T) {
	var a atomic.Int32
	var b atomic.Uintptr
	then(func() {
		a.Store(3) // want 3
		a.Add(-4)
		use(a.CompareAndSwap(-1, 5))
		use(a.CompareAndSwap(-1, 6)) // want 5, fails
		b.Store(1)                   // want 1
		b.Store(1 << 40)
	}, func() {
		use(a.Load()) // want 5
		use(b.Load())
	})
}

func TestAtomics(t *testing.T) {
	a := new(atomic.Int32)
	b := new(atomic.Bool)
	p := new(atomic.Pointer[int])
	raw := new(atomic.Uintptr)
	u := new(uint64)
	then(func() {
		a.Store(-3)                  // want -3
		a.Add(-1)                    // want -3 -> -4
		use(a.CompareAndSwap(-4, 5)) // want -4 -> 5
		use(a.CompareAndSwap(-4, 6)) // want 5, fails
		use(a.CompareAndSwap(5, 5))  // want 5 -> 5
		use(a.Swap(7))               // want 5 -> 7
		use(a.And(6))                // want 7 -> 6
		b.Store(true)                // want true
		p.Store(new(int))            // want not nil
		use(p.Swap(new(int)))
		use(p.CompareAndSwap(nil, nil))
		p.Store(nil)                         // want nil
		use(p.CompareAndSwap(nil, new(int))) // want nil -> not nil
		raw.Store(1)
		atomic.StoreUint64(u, 1<<63)       // want 9223372036854775808
		counter.Store(-1)                  // want -1
		use(counter.CompareAndSwap(0, 1))  // want -1, fails
		use(counter.CompareAndSwap(-1, 1)) // want -1 -> 1
		ready.Store(true)                  // want true
	}, func() {
		use(a.Load()) // want 6
		use(b.Load()) // want true
		use(p.Load()) // want not nil
		use(raw.Load())
		use(atomic.LoadUint64(u)) // want 9223372036854775808
		use(counter.Load())       // want 1
		use(ready.Load())         // want true
	})
}
