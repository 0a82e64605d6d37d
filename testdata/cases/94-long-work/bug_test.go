package bug

import (
	"sync"
	"testing"
)

// much work on memory that goroutines share, one after the other
func TestOKLong(t *testing.T) {
	var mu sync.Mutex
	table := make([]int, 100_000)
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			mu.Lock()
			defer mu.Unlock()
			for i := range table {
				table[i]++
			}
		})
	}
	wg.Wait()
}
