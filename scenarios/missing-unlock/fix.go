package missingunlock

func withdrawDeferred(a *account, amount int) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if amount > a.balance {
		return errFunds
	}
	a.balance -= amount
	return nil
}
