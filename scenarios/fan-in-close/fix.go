package faninclose

import "sync"

func collectBuffered(workers []worker) (all []int) {
	results := make(chan int, len(workers))
	var wg sync.WaitGroup
	for _, work := range workers {
		wg.Go(func() { results <- work() })
	}
	wg.Wait()
	close(results)
	for r := range results {
		all = append(all, r)
	}
	return all
}

func collectClosed(workers []worker) (all []int) {
	results := make(chan int)
	var wg sync.WaitGroup
	for _, work := range workers {
		wg.Go(func() { results <- work() })
	}
	go func() {
		wg.Wait()
		close(results)
	}()
	for r := range results {
		all = append(all, r)
	}
	return all
}
