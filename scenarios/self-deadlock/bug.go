package selfdeadlock

import (
	"fmt"
	"sync"
)

// An account keeps a balance and a history of it; whoever watches is called
// after each deposit.
type account interface {
	Deposit(amount int)
	Balance() int
	History() int // number of entries
}

type nestedAccount struct {
	mu      sync.Mutex
	balance int
	history []string
}

func (a *nestedAccount) Deposit(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += amount
	a.history = append(a.history, fmt.Sprint("balance ", a.Balance()))
}

func (a *nestedAccount) Balance() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance
}

func (a *nestedAccount) History() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.history)
}

// watched calls those who watch while it holds the lock.
type watched struct {
	mu      sync.Mutex
	balance int
	history int
	watch   []func(account)
}

func (a *watched) Deposit(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += amount
	a.history++
	for _, f := range a.watch {
		f(a)
	}
}

func (a *watched) Balance() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance
}

func (a *watched) History() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.history
}
