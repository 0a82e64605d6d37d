package sliceappend

import "sync"

func newRoomyList(n int) *plainList { return &plainList{make([]int, 0, n)} }

// collectByValue hands each goroutine the list so far, to have a look at it.
func collectByValue(n int, look func(so []int)) []int {
	var (
		mu     sync.Mutex
		values []int
		wg     sync.WaitGroup
	)
	put := func(v int) {
		mu.Lock()
		defer mu.Unlock()
		values = append(values, v)
	}
	for v := range n {
		wg.Add(1)
		go func(v int, so []int) {
			defer wg.Done()
			look(so)
			put(v)
		}(v, values)
	}
	wg.Wait()
	return values
}
