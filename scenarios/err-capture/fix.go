package errcapture

import (
	"errors"
	"sync"

	"golang.org/x/sync/errgroup"
)

func firstErr(tasks []func() error) error {
	var (
		mu    sync.Mutex
		first error
		wg    sync.WaitGroup
	)
	for _, task := range tasks {
		wg.Go(func() {
			if err := task(); err != nil {
				mu.Lock()
				defer mu.Unlock()
				if first == nil {
					first = err
				}
			}
		})
	}
	wg.Wait()
	return first
}

func groupErr(tasks []func() error) error {
	var g errgroup.Group
	for _, task := range tasks {
		g.Go(task)
	}
	return g.Wait()
}

func allErrs(tasks []func() error) (all error) {
	errs := start(tasks)
	for range tasks {
		all = errors.Join(all, <-errs)
	}
	return all
}

// start returns a channel with room for a result from each task.
func start(tasks []func() error) <-chan error {
	errs := make(chan error, len(tasks))
	for _, task := range tasks {
		go func() { errs <- task() }()
	}
	return errs
}
