package waitgroupadd

import "sync"

type workers struct{ wg sync.WaitGroup }

func addInside(work []func()) {
	var w workers
	for _, f := range work {
		go w.run(f)
	}
	w.wg.Wait()
}

func (w *workers) run(f func()) {
	w.wg.Add(1)
	defer w.wg.Done()
	f()
}
