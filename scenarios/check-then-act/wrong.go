package checkthenact

import (
	"sync"
	"sync/atomic"
)

// A perMethodAccount locks in every method, and Withdraw calls two of them.
type perMethodAccount struct {
	mu      sync.Mutex
	balance int
}

func (a *perMethodAccount) Withdraw(amount int) bool {
	if a.Balance() < amount {
		return false
	}
	a.take(amount)
	return true
}

func (a *perMethodAccount) Balance() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance
}

func (a *perMethodAccount) take(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance -= amount
}

type loadAddAccount struct{ balance atomic.Int64 }

func (a *loadAddAccount) Withdraw(amount int) bool {
	if a.balance.Load() < int64(amount) {
		return false
	}
	a.balance.Add(int64(-amount))
	return true
}

func (a *loadAddAccount) Balance() int { return int(a.balance.Load()) }

type rlockAccount struct {
	mu      sync.RWMutex
	balance int
}

func (a *rlockAccount) Withdraw(amount int) bool {
	if a.Balance() < amount {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance -= amount
	return true
}

func (a *rlockAccount) Balance() int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.balance
}
