package dining

func lastOtherwise(t *table, plate int) {
	if plate == len(t.forks)-1 {
		t.eat(plate, t.right(plate), t.left(plate))
		return
	}
	leftFirst(t, plate)
}

func withWaiter(t *table, plate int) {
	t.seats <- struct{}{}
	defer func() { <-t.seats }()
	leftFirst(t, plate)
}
