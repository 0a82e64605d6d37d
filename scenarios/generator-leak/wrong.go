package generatorleak

func findBuffered(limit int, match func(int) bool) int {
	numbers := make(chan int, 1)
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
