package statetransition

import (
	"sync"
	"sync/atomic"
)

type casService struct{ state atomic.Int32 }

func (s *casService) Start() bool { return s.state.CompareAndSwap(idle, running) }

func (s *casService) Stop() bool { return s.state.CompareAndSwap(running, stopped) }

type mutexService struct {
	mu    sync.Mutex
	state int32
}

func (s *mutexService) Start() bool { return s.step(idle, running) }

func (s *mutexService) Stop() bool { return s.step(running, stopped) }

func (s *mutexService) step(from, to int32) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.state != from {
		return false
	}
	s.state = to
	return true
}

type onceService struct{ start, stop sync.Once }

func (s *onceService) Start() (first bool) {
	s.start.Do(func() { first = true })
	return first
}

func (s *onceService) Stop() (first bool) {
	s.stop.Do(func() { first = true })
	return first
}
