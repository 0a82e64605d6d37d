package hazards

import (
	"sync"
	"sync/atomic"
	"testing"
)

// Three loops without an end.

func TestSpinsForLock(t *testing.T) {
	var l atomic.Int32
	l.Store(1) // and nobody gives it back
	for !l.CompareAndSwap(0, 1) {
	}
}

func TestLongLoad(t *testing.T) {
	var flag atomic.Bool
	n := new(int)
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
