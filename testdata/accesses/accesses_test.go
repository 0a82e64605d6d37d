// Package accesses has tests that do little but what a race detector is told of.
package accesses

import (
	"runtime"
	"sync"
	"testing"
)

// with runs f in a goroutine and waits for it.
func with(f func()) {
	var wg sync.WaitGroup
	wg.Go(f)
	wg.Wait()
}

var words = make([]int, 1_000_000)

var total int

func TestSum(t *testing.T) {
	with(func() {
		sum := 0
		for _, w := range words {
			sum += w
		}
		total = sum
	})
}

func TestFill(t *testing.T) {
	with(func() {
		for i := range words {
			words[i] = i
		}
	})
}

func TestIncrement(t *testing.T) {
	with(func() {
		for i := range words {
			words[i]++
		}
	})
}

var from, to = make([]byte, 64<<10), make([]byte, 64<<10)

func TestCopy(t *testing.T) {
	with(func() {
		for range 100 {
			copy(to, from)
		}
	})
}

func TestCopyByMany(t *testing.T) {
	for range 100 {
		with(func() { copy(to, from) })
	}
}

var counter struct {
	sync.Mutex
	n int
}

//go:noinline
func add(k int) { counter.n += k }

func TestCalls(t *testing.T) {
	with(func() {
		for range 1_000_000 {
			add(1)
		}
	})
}

// Goroutines that start, end and are joined, one after the other.
func TestJoined(t *testing.T) {
	for range 10_000 {
		with(func() { total++ })
	}
}

func TestAlive(t *testing.T) {
	const n = 2_000
	var wg sync.WaitGroup
	begin := make(chan bool)
	for range n {
		wg.Go(func() {
			<-begin
			counter.Lock()
			counter.n++
			counter.Unlock()
		})
	}
	close(begin)
	wg.Wait()
}

func TestHeap(t *testing.T) {
	heap := make([]byte, 256<<20)
	with(func() {
		for i := 0; i < len(heap); i += 8 {
			heap[i] = 1
		}
	})
	runtime.KeepAlive(heap)
}
