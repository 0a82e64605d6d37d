// Package sample has guards of each kind.
package sample

import (
	"sync"
	"sync/atomic"
)

var (
	mu    sync.RWMutex
	state map[string]int
	count int64
	pool  sync.Pool
	never sync.Mutex // no exported function comes to it
)

// T has a field that is a guard, and one that sync/atomic makes one.
type T struct {
	mu    sync.Mutex
	flags uint32
	boxes [2]atomic.Bool
}

func (t *T) Set() { t.set() }

func (t *T) set() {
	t.mu.Lock()
	defer t.mu.Unlock()
	atomic.StoreUint32(&t.flags, 1)
}

func (t *T) Box() bool { return t.boxes[0].Load() }

func Read(k string) int {
	mu.RLock()
	defer mu.RUnlock()
	return state[k]
}

func Count() { atomic.AddInt64(&count, 1) }

func Pool() any { return pool.Get() }

func hidden() { never.Lock() }
