package selfdeadlock

import (
	"fmt"
	"slices"
)

type helperAccount struct{ nestedAccount }

func (a *helperAccount) Deposit(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += amount
	a.history = append(a.history, fmt.Sprint("balance ", a.balanceLocked()))
}

func (a *helperAccount) Balance() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.balanceLocked()
}

// balanceLocked needs a.mu held.
func (a *helperAccount) balanceLocked() int { return a.balance }

type unlockedWatch struct{ watched }

func (a *unlockedWatch) Deposit(amount int) {
	a.mu.Lock()
	a.balance += amount
	a.history++
	watch := slices.Clone(a.watch)
	a.mu.Unlock()
	for _, f := range watch {
		f(a)
	}
}
