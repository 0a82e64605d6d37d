package multivarinvariant

import "sync"

type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) add(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += amount
}

func (a *account) read() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance
}

type lockEachBank struct{ a, b account }

func (k *lockEachBank) Transfer(amount int) {
	k.a.add(-amount)
	k.b.add(amount)
}

func (k *lockEachBank) Audit() balances { return balances{k.a.read(), k.b.read()} }
