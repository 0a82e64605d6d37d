package determinism

import (
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// What these programs do would depend on how fast the machine is, and on its
// garbage collector, if executions did.

// spin keeps the processor for about a millisecond.
func spin(n int) (sum int) {
	for i := range n * 500_000 {
		sum += i ^ sum
	}
	return sum
}

// TestStarving has waiters to which a Mutex would be handed over after waiting
// for a millisecond of the machine's time.
func TestStarving(t *testing.T) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	var order []int
	for i := range 3 {
		wg.Go(func() {
			for range 4 {
				mu.Lock()
				order = append(order, i)
				if spin(1) == 1 {
					t.Error("the sum is 1")
				}
				mu.Unlock()
			}
		})
	}
	wg.Wait()
	fmt.Println(order)
}

// TestGarbage makes so much garbage that a collection would empty the pool at
// some time.
func TestGarbage(t *testing.T) {
	var made atomic.Int32
	p := sync.Pool{New: func() any { n := made.Add(1); return &n }}
	var wg sync.WaitGroup
	var mu sync.Mutex
	var kept [][]byte
	for range 2 {
		wg.Go(func() {
			for range 200 {
				x := p.Get()
				b := make([]byte, 64<<10)
				mu.Lock()
				kept = append(kept[max(len(kept)-20, 0):], b)
				mu.Unlock()
				p.Put(x)
			}
		})
	}
	wg.Wait()
	fmt.Println(made.Load())
}
