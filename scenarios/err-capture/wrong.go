package errcapture

import "sync"

func lockedErr(tasks []func() error) error {
	var (
		mu  sync.Mutex
		err error
		wg  sync.WaitGroup
	)
	for _, task := range tasks {
		wg.Go(func() {
			e := task()
			mu.Lock()
			defer mu.Unlock()
			err = e
		})
	}
	wg.Wait()
	return err
}

func firstResult(tasks []func() error) error { return <-start(tasks) }
