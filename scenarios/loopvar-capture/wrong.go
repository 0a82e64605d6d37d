package loopvarcapture

import "sync"

func lockedVariable(n int, use func(i int)) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	i := 0
	read := func() int {
		mu.Lock()
		defer mu.Unlock()
		return i
	}
	for read() < n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			use(read())
		}()
		mu.Lock()
		i++
		mu.Unlock()
	}
	wg.Wait()
}
