package lenchan

// poll returns an item if there is one, and never waits.
func poll(items <-chan int) (item int, ok bool) {
	if len(items) > 0 {
		return <-items, true
	}
	return 0, false
}
