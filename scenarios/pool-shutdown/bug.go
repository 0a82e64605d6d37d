package poolshutdown

import "sync"

// A pool does jobs. Nobody submits after Stop, which returns when the workers
// have ended.
type pool interface {
	Submit(job int)
	Stop()
}

// queued is more than anybody submits before the workers start.
const queued = 16

type quitPool struct {
	jobs    chan int
	quit    chan struct{}
	workers sync.WaitGroup
}

func newQuitPool(workers int, do func(job int)) pool {
	p := &quitPool{jobs: make(chan int, queued), quit: make(chan struct{})}
	for range workers {
		p.workers.Go(func() {
			for {
				select {
				case job := <-p.jobs:
					do(job)
				case <-p.quit:
					return
				}
			}
		})
	}
	return p
}

func (p *quitPool) Submit(job int) { p.jobs <- job }

func (p *quitPool) Stop() {
	close(p.quit)
	p.workers.Wait()
}
