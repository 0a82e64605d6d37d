package faninclose

import "sync"

func collectJoined(workers []worker) (all []int) {
	results := make(chan int)
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

func collectEachCloses(workers []worker) (all []int) {
	results := make(chan int)
	for _, work := range workers {
		go func() {
			defer close(results)
			results <- work()
		}()
	}
	for r := range results {
		all = append(all, r)
	}
	return all
}
