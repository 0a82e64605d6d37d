package faninclose

// A worker computes one result.
type worker func() int

func collect(workers []worker) (all []int) {
	results := make(chan int)
	for _, work := range workers {
		go func() { results <- work() }()
	}
	for r := range results {
		all = append(all, r)
	}
	return all
}
