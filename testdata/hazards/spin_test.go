package hazards

import (
	"sync"
	"sync/atomic"
	"testing"
)

// Three loops without an end.

var kept *int // so that it is on the heap

func TestSpinsForLock(t *testing.T) {
	var l atomic.Int32
	var wg sync.WaitGroup
	wg.Go(func() { l.Store(1) }) // and nobody gives it back
	wg.Wait()
	for !l.CompareAndSwap(0, 1) {
	}
}

func TestLongLoad(t *testing.T) {
	var flag atomic.Bool
	n := new(int)
	kept = n
	go func() { flag.Store(false) }()
	for !flag.Load() {
		*n++
	}
}

func TestLongLock(t *testing.T) {
	var mu sync.Mutex
	for n := 0; n >= 0; n = (n + 1) & 0xff {
		mu.Lock()
		mu.Unlock()
	}
}
