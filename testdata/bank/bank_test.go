package bank

import (
	"sync"
	"testing"
)

func TestWithdraw(t *testing.T) {
	var a Account
	a.Deposit(100)
	a.Withdraw(30)
	if got := a.Balance(); got != 70 {
		t.Errorf("balance = %d, want 70", got)
	}
}

func TestTransfer(t *testing.T) {
	var a Account
	a.Deposit(100)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() { a.Withdraw(10) })
	}
	wg.Wait()
	if got := a.Balance(); got != 80 {
		t.Errorf("balance = %d, want 80", got)
	}
}
