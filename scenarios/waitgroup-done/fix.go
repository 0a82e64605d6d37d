package waitgroupdone

import "sync"

// deferred has Done first and Wait after the loop.
func deferred(work []func() error, read func()) {
	var wg sync.WaitGroup
	for _, f := range work {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = f()
		}()
	}
	wg.Wait()
	read()
}

func waitAfterLoop(work []func() error, read func()) {
	var wg sync.WaitGroup
	wg.Add(len(work))
	for _, f := range work {
		go func() {
			defer wg.Done()
			_ = f()
		}()
	}
	wg.Wait()
	read()
}
