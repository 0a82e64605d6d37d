package points

import (
	"testing"
)

type wide struct {
	a, b, c, d int
	s          []int
}

// x is what the programs below share.
type shared struct {
	n     int
	b     byte
	w     wide
	array [8]int
	slice []int
	m     map[int]int
	str   map[string]string
	s     string
	any   any
	p     *int
}

func newShared() *shared {
	return &shared{slice: make([]int, 4, 16), m: map[int]int{1: 1}, str: map[string]string{"a": "b"}, s: "abc", any: 1, p: new(int)}
}

// around is between for plain memory: its accesses are points only where
// another goroutine touches the same memory, which look does after the other
// one has ended.
func around(t *testing.T, op, look func(x *shared)) {
	x := newShared()
	var inside bool
	done, seen := make(chan bool), make(chan bool)
	go func() {
		set(&inside, true)
		op(x)
		set(&inside, false)
		close(done)
	}()
	go func() {
		if get(&inside) {
			t.Error("a switch in between")
		}
		close(seen)
		<-done
		look(x)
	}()
	<-done
	<-seen
}

var sink int

func TestMemoryWrite(t *testing.T) {
	around(t, func(x *shared) { x.n = 1 }, func(x *shared) { _ = x.n + 1; x.n++ })
}

func TestMemoryRead(t *testing.T) {
	around(t, func(x *shared) { _ = read(&x.n) }, func(x *shared) { x.n = 1 })
}

//go:noinline
func read(p *int) int { return *p }

func TestMemoryByte(t *testing.T) {
	around(t, func(x *shared) { x.b = 1 }, func(x *shared) { x.b++ })
}

func TestMemoryPointer(t *testing.T) {
	around(t, func(x *shared) { x.p = nil }, func(x *shared) { x.p = new(int) })
}

func TestMemoryString(t *testing.T) {
	around(t, func(x *shared) { x.s = "def" }, func(x *shared) { x.s += "x" })
}

func TestMemoryInterface(t *testing.T) {
	around(t, func(x *shared) { x.any = 2 }, func(x *shared) { x.any = "x" })
}

func TestMemoryStructCopy(t *testing.T) {
	w := new(wide)
	around(t, func(x *shared) { x.w = *w }, func(x *shared) { x.w.a++ })
}

func TestMemoryArray(t *testing.T) {
	a := new([8]int)
	around(t, func(x *shared) { x.array = *a }, func(x *shared) { x.array[0]++ })
}

func TestMemoryCopy(t *testing.T) {
	from := []int{1, 2, 3}
	around(t, func(x *shared) { copyTo(x.slice, from) }, func(x *shared) { x.slice[0]++ })
}

//go:norace
func sliceOf(x *shared) []int { return x.slice }

func copyTo(to, from []int) { copy(to, from) }

func TestMemoryAppend(t *testing.T) {
	from := []int{1, 2, 3}
	around(t, func(x *shared) { appendTo(sliceOf(x), from) }, func(x *shared) { _ = append(x.slice, 1); x.slice[:5][4]++ })
}

//go:noinline
func appendTo(to, from []int) int { return len(append(to, from...)) }

//go:norace
func mapOf(x *shared) map[int]int { return x.m }

//go:norace
func stringsOf(x *shared) map[string]string { return x.str }

func TestMapRead(t *testing.T) {
	around(t, func(x *shared) { sink = mapOf(x)[1] }, func(x *shared) { x.m[1] = 2 })
}

func TestMapWrite(t *testing.T) {
	around(t, func(x *shared) { mapOf(x)[1] = 2 }, func(x *shared) { x.m[1] = 2 })
}

func TestMapDelete(t *testing.T) {
	around(t, func(x *shared) { delete(mapOf(x), 1) }, func(x *shared) { x.m[1] = 2 })
}

func TestMapRange(t *testing.T) {
	around(t, func(x *shared) {
		for range mapOf(x) {
		}
	}, func(x *shared) { x.m[1] = 2 })
}

func TestStringMapWrite(t *testing.T) {
	around(t, func(x *shared) { stringsOf(x)["a"] = "c" }, func(x *shared) { x.str["a"] = "d" })
}

// TestMemoryLostUpdate is a race, and the update is lost only if a switch
// comes between the read and the write.
func TestMemoryLostUpdate(t *testing.T) {
	n := 0
	done := make(chan bool, 2)
	for range 2 {
		go func() { n++; done <- true }()
	}
	<-done
	<-done
	if n != 2 {
		t.Error("a switch in between")
	}
}

var kept *shared

//go:norace
func keep(x *shared) { kept = x }

// TestMemoryOfOneGoroutine must never fail: nobody else touches the memory.
func TestMemoryOfOneGoroutine(t *testing.T) {
	around(t, func(*shared) {
		x := newShared()
		x.n++
		x.w.a++
		x.m[1]++
		keep(x) // not on the stack
	}, func(*shared) {})
}

//go:noinline
func write(p *int) { *p = 1 }

// atContended has between the marks what op does, at sites where memory is
// shared.
func atContended(t *testing.T, op func()) {
	x := newShared()
	var inside bool
	done, seen := make(chan bool), make(chan bool)
	go func() {
		write(&x.n)
		set(&inside, true)
		op()
		set(&inside, false)
		close(done)
	}()
	go func() {
		if get(&inside) {
			t.Error("a switch in between")
		}
		close(seen)
		<-done
		write(&x.n)
	}()
	<-done
	<-seen
}

// TestOwnStack must never fail: a goroutine's own stack is nobody else's, and
// moves while it waits (hazard 1 of docs/internal/hazards.md).
func TestOwnStack(t *testing.T) {
	atContended(t, func() {
		var local int
		write(&local)
	})
}

// TestOwnHeap is the same with memory that others could reach.
func TestOwnHeap(t *testing.T) {
	atContended(t, func() {
		x := newShared()
		keep(x)
		write(&x.n)
	})
}
