package missingunlock

import (
	"errors"
	"sync"
)

var errFunds = errors.New("not enough money")

type account struct {
	mu      sync.Mutex
	balance int
}

func (a *account) Balance() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balance
}

func withdraw(a *account, amount int) error {
	a.mu.Lock()
	if amount > a.balance {
		return errFunds
	}
	a.balance -= amount
	a.mu.Unlock()
	return nil
}
