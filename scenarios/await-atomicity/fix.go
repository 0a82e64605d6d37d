package awaitatomicity

func payAtOnce(w *wallet, price int) {
	w.await(askBank)
	if w.balance < price {
		return
	}
	w.balance -= price
	w.paid++
}

func payLocked(w *wallet, price int) {
	w.await(w.lock.Lock)
	defer w.lock.Unlock()
	pay(w, price)
}
