package errcapture

import "sync"

func sharedErr(tasks []func() error) error {
	var err error
	var wg sync.WaitGroup
	for _, task := range tasks {
		wg.Go(func() { err = task() })
	}
	wg.Wait()
	return err
}
