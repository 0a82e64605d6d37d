package missingunlock

import "fmt"

func withdrawEachReturn(a *account, amount int) error {
	a.mu.Lock()
	if err := afford(a.balance, amount); err != nil {
		a.mu.Unlock()
		return err
	}
	a.balance -= amount
	a.mu.Unlock()
	return nil
}

// afford panics if somebody tries to withdraw what is no amount.
func afford(balance, amount int) error {
	if amount <= 0 {
		panic(fmt.Sprintf("withdraw %d", amount))
	}
	if amount > balance {
		return errFunds
	}
	return nil
}

// served calls f as a server calls a handler: a panic fails this call only.
func served(f func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("handler: %v", r)
		}
	}()
	return f()
}
