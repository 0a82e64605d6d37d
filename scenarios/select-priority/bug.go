package selectpriority

import "context"

// serve does jobs until stop is closed.
func serve(stop <-chan struct{}, jobs <-chan int, do func(job int)) {
	for {
		select {
		case <-stop:
			return
		case job := <-jobs:
			do(job)
		}
	}
}

// await returns the result, or why ctx ended before there was one.
func await(ctx context.Context, result <-chan int) (int, error) {
	select {
	case r := <-result:
		return r, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}
