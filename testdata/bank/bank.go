// Package bank is a sample for racekit: an account with a lost update that
// the race detector cannot see, because every access is atomic.
package bank

import "sync/atomic"

// An Account holds an amount of money.
type Account struct{ balance atomic.Int64 }

// Deposit adds amount to the account.
func (a *Account) Deposit(amount int64) { a.balance.Add(amount) }

// Withdraw takes amount from the account.
func (a *Account) Withdraw(amount int64) {
	old := a.balance.Load()
	a.balance.Store(old - amount)
}

// Balance returns what is on the account.
func (a *Account) Balance() int64 { return a.balance.Load() }
