package multivarinvariant

import (
	"sync"
	"sync/atomic"
)

type mutexBank struct {
	mu sync.Mutex
	balances
}

func (k *mutexBank) Transfer(amount int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.a -= amount
	k.b += amount
}

func (k *mutexBank) Audit() balances {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.balances
}

type rwmutexBank struct {
	mu sync.RWMutex
	balances
}

func (k *rwmutexBank) Transfer(amount int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.a -= amount
	k.b += amount
}

func (k *rwmutexBank) Audit() balances {
	k.mu.RLock()
	defer k.mu.RUnlock()
	return k.balances
}

// A snapshotBank replaces its balances as a whole. It has no more than one writer.
type snapshotBank struct{ now atomic.Pointer[balances] }

func newSnapshotBank() *snapshotBank {
	k := &snapshotBank{}
	k.now.Store(&balances{})
	return k
}

func (k *snapshotBank) Transfer(amount int) {
	old := k.now.Load()
	k.now.Store(&balances{old.a - amount, old.b + amount})
}

func (k *snapshotBank) Audit() balances { return *k.now.Load() }

// A casBank is a snapshotBank for any number of writers.
type casBank struct{ *snapshotBank }

func (k casBank) Transfer(amount int) {
	for {
		old := k.now.Load()
		if k.now.CompareAndSwap(old, &balances{old.a - amount, old.b + amount}) {
			return
		}
	}
}
