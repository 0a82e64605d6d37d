package checkthenact

type plainAccount struct{ balance int }

func (a *plainAccount) Withdraw(amount int) bool {
	if a.balance < amount {
		return false
	}
	a.balance -= amount
	return true
}

func (a *plainAccount) Balance() int { return a.balance }
