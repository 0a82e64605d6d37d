package multivarinvariant

import (
	"sync"
	"sync/atomic"
)

type atomicsBank struct{ a, b atomic.Int64 }

func (k *atomicsBank) Transfer(amount int) {
	k.a.Add(int64(-amount))
	k.b.Add(int64(amount))
}

func (k *atomicsBank) Audit() balances { return balances{int(k.a.Load()), int(k.b.Load())} }

type writerLockBank struct {
	mu sync.Mutex
	balances
}

func (k *writerLockBank) Transfer(amount int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.a -= amount
	k.b += amount
}

func (k *writerLockBank) Audit() balances {
	a := k.a
	b := k.b
	return balances{a, b}
}
