package checkthenact

import (
	"sync"
	"sync/atomic"
)

type mutexAccount struct {
	mu      sync.Mutex
	balance int
}

func (a *mutexAccount) Withdraw(amount int) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.balance < amount {
		return false
	}
	a.balance -= amount
	return true
}

func (a *mutexAccount) Balance() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance
}

type casAccount struct{ balance atomic.Int64 }

func (a *casAccount) Withdraw(amount int) bool {
	for {
		balance := a.balance.Load()
		if balance < int64(amount) {
			return false
		}
		if a.balance.CompareAndSwap(balance, balance-int64(amount)) {
			return true
		}
	}
}

func (a *casAccount) Balance() int { return int(a.balance.Load()) }

// An ownerAccount is a goroutine that keeps the balance to itself until it ends.
type ownerAccount struct {
	withdrawals chan withdrawal
	last        chan int
}

type withdrawal struct {
	amount int
	done   chan bool
}

func newOwnerAccount(balance int) *ownerAccount {
	a := &ownerAccount{withdrawals: make(chan withdrawal), last: make(chan int)}
	go a.own(balance)
	return a
}

func (a *ownerAccount) own(balance int) {
	for w := range a.withdrawals {
		enough := balance >= w.amount
		if enough {
			balance -= w.amount
		}
		w.done <- enough
	}
	a.last <- balance
}

func (a *ownerAccount) Withdraw(amount int) bool {
	done := make(chan bool)
	a.withdrawals <- withdrawal{amount, done}
	return <-done
}

func (a *ownerAccount) Balance() int {
	close(a.withdrawals)
	return <-a.last
}

// A recheckAccount turns away under RLock those for whom there is not enough.
type recheckAccount struct {
	mu      sync.RWMutex
	balance int
}

func (a *recheckAccount) Withdraw(amount int) bool {
	if a.Balance() < amount {
		return false
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.balance < amount {
		return false
	}
	a.balance -= amount
	return true
}

func (a *recheckAccount) Balance() int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.balance
}

// An undoAccount takes, and puts back if that was too much.
type undoAccount struct{ balance atomic.Int64 }

func (a *undoAccount) Withdraw(amount int) bool {
	if a.balance.Add(int64(-amount)) >= 0 {
		return true
	}
	a.balance.Add(int64(amount))
	return false
}

func (a *undoAccount) Balance() int { return int(a.balance.Load()) }
