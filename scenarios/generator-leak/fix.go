package generatorleak

import "iter"

func findDone(limit int, match func(int) bool) int {
	numbers := make(chan int)
	done := make(chan struct{})
	defer close(done)
	go func() {
		defer close(numbers)
		for n := range limit {
			select {
			case numbers <- n:
			case <-done:
				return
			}
		}
	}()
	for n := range numbers {
		if match(n) {
			return n
		}
	}
	return -1
}

func findDrained(limit int, match func(int) bool) int {
	numbers := make(chan int)
	go func() {
		defer close(numbers)
		for n := range limit {
			numbers <- n
		}
	}()
	defer func() {
		for range numbers {
		}
	}()
	for n := range numbers {
		if match(n) {
			return n
		}
	}
	return -1
}

func findSeq(limit int, match func(int) bool) int {
	for n := range numbers(limit) {
		if match(n) {
			return n
		}
	}
	return -1
}

func numbers(limit int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := range limit {
			if !yield(n) {
				return
			}
		}
	}
}
