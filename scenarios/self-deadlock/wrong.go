package selfdeadlock

import (
	"fmt"
	"sync"
)

type readLocked struct {
	mu      sync.RWMutex
	balance int
	history []string
}

func (a *readLocked) Deposit(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += amount
	a.history = append(a.history, fmt.Sprint(a))
}

func (a *readLocked) String() string { return fmt.Sprint("balance ", a.Balance()) }

func (a *readLocked) Balance() int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return a.balance
}

func (a *readLocked) History() int {
	a.mu.RLock()
	defer a.mu.RUnlock()
	return len(a.history)
}

type tryLocked struct{ nestedAccount }

func (a *tryLocked) Deposit(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += amount
	a.note(fmt.Sprint("balance ", a.balance))
}

// note may be called with the lock held or without.
func (a *tryLocked) note(entry string) {
	if !a.mu.TryLock() {
		return
	}
	defer a.mu.Unlock()
	a.history = append(a.history, entry)
}
