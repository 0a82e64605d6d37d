package generatorleak

// find returns the first number below limit that match accepts, or -1.
func find(limit int, match func(int) bool) int {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for n := range limit {
			numbers <- n
		}
	}()
	for n := range numbers {
		if match(n) {
			return n
		}
	}
	return -1
}
