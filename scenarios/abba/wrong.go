package abba

import "sync"

func tryAgain(b *bank, from, to, amount int) bool {
	for !giveUp(b, from, to, amount) {
	}
	return true
}

type sharedAccount struct {
	mu      sync.RWMutex
	balance int
}

func (a *sharedAccount) deposit(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += amount
}

// total reads both accounts, in the order in which they are named.
func total(first, second *sharedAccount) int {
	first.mu.RLock()
	defer first.mu.RUnlock()
	second.mu.RLock()
	defer second.mu.RUnlock()
	return first.balance + second.balance
}
