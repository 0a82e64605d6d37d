// Package kernels holds small concurrent programs of the families that SCTBench
// collects (Thomson, Donaldson, Betts, PPoPP 2014), written anew in Go. Each has
// one bug, which the default schedule does not show. What goroutines share is
// atomic or under a lock, so that the schedule, not the race detector, shows it.
package kernels

import "sync"

// together runs the bodies in goroutines of their own and waits for all.
func together(bodies ...func()) {
	var wg sync.WaitGroup
	for _, body := range bodies {
		wg.Add(1)
		go func() {
			defer wg.Done()
			body()
		}()
	}
	wg.Wait()
}

// crew returns n bodies that know their number.
func crew(n int, body func(i int)) []func() {
	var out []func()
	for i := range n {
		out = append(out, func() { body(i) })
	}
	return out
}
