package poolshutdown

import "sync"

type rangePool struct {
	jobs    chan int
	workers sync.WaitGroup
}

func newRangePool(workers int, do func(job int)) pool {
	p := &rangePool{jobs: make(chan int, queued)}
	for range workers {
		p.workers.Go(func() {
			for job := range p.jobs {
				do(job)
			}
		})
	}
	return p
}

func (p *rangePool) Submit(job int) { p.jobs <- job }

func (p *rangePool) Stop() {
	close(p.jobs)
	p.workers.Wait()
}

func newDrainPool(workers int, do func(job int)) pool {
	p := &quitPool{jobs: make(chan int, queued), quit: make(chan struct{})}
	for range workers {
		p.workers.Go(func() {
			for {
				select {
				case job := <-p.jobs:
					do(job)
				case <-p.quit:
					p.drain(do)
					return
				}
			}
		})
	}
	return p
}

func (p *quitPool) drain(do func(job int)) {
	for {
		select {
		case job := <-p.jobs:
			do(job)
		default:
			return
		}
	}
}
