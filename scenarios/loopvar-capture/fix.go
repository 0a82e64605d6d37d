package loopvarcapture

import "sync"

func ownVariable(n int, use func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			use(i)
		}()
	}
	wg.Wait()
}
