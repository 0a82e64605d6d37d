// Package tiny has the smallest test that is worth a schedule: what an execution
// costs beside its decisions shows in it.
package tiny

import (
	"sync"
	"testing"
)

func TestTiny(t *testing.T) {
	var mu sync.Mutex
	var wg sync.WaitGroup
	n := 0
	for range 3 {
		wg.Add(1)
		go func() {
			mu.Lock()
			n++
			mu.Unlock()
			wg.Done()
		}()
	}
	wg.Wait()
	if n != 3 {
		t.Errorf("%d increments", n)
	}
}
