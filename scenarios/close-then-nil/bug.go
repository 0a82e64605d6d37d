package closethennil

import "sync"

// A server handles jobs until it is stopped.
type server struct {
	done    chan struct{}
	jobs    chan int
	running sync.WaitGroup
}

func newServer() *server {
	return &server{done: make(chan struct{}), jobs: make(chan int)}
}

func (s *server) stop() {
	close(s.done)
	s.done = nil
	s.running.Wait()
}

func start(s *server) {
	s.running.Go(func() {
		for {
			select {
			case <-s.jobs:
			case <-s.done:
				return
			}
		}
	})
}
