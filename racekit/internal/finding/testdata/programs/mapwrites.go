package main

import "sync"

func fill(m map[int]int) {
	for i := range 1 << 20 {
		m[i%7] = i
	}
}

func main() {
	m := map[int]int{}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() { fill(m) })
	}
	wg.Wait()
}
