package waitgroupdone

import (
	"runtime"
	"sync"
	"sync/atomic"
)

func doneTwice(work []func() error, read func()) {
	var wg sync.WaitGroup
	for _, f := range work {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if err := f(); err != nil {
				wg.Done()
			}
		}()
	}
	wg.Wait()
	read()
}

func pollOnce(work []func() error, read func()) {
	var pending atomic.Int64
	pending.Add(int64(len(work)))
	for _, f := range work {
		go func() {
			defer pending.Add(-1)
			_ = f()
		}()
	}
	if pending.Load() > 0 {
		runtime.Gosched() // the rest is nearly done
	}
	read()
}

func readEarly(work []func() error, read func()) {
	var wg sync.WaitGroup
	for _, f := range work {
		wg.Add(1)
		go func() {
			defer wg.Done()
			_ = f()
		}()
	}
	read()
	wg.Wait()
}
