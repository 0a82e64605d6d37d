package abba

import "sync"

// tryAgain gives up after patience tries, or there would be schedules without
// an end.
func tryAgain(b *bank, from, to, amount int) bool {
	const patience = 5
	for range patience {
		if giveUp(b, from, to, amount) {
			return true
		}
	}
	return false
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
