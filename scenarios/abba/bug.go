package abba

import "sync"

type account struct {
	mu      sync.Mutex
	balance int
}

type bank struct {
	mu       sync.Mutex // of the variants that also lock the bank
	accounts [2]account
}

// move needs both accounts locked.
func move(from, to *account, amount int) {
	from.balance -= amount
	to.balance += amount
}

// A transfer moves money between two accounts and reports whether it did.
type transfer func(b *bank, from, to, amount int) bool

func asNamed(b *bank, from, to, amount int) bool {
	src, dst := &b.accounts[from], &b.accounts[to]
	src.mu.Lock()
	defer src.mu.Unlock()
	dst.mu.Lock()
	defer dst.mu.Unlock()
	move(src, dst, amount)
	return true
}
