package statetransition

import "sync/atomic"

// The states, in their order.
const (
	idle int32 = iota
	running
	stopped
)

type loadStoreService struct{ state atomic.Int32 }

func (s *loadStoreService) Start() bool { return s.step(idle, running) }

func (s *loadStoreService) Stop() bool { return s.step(running, stopped) }

func (s *loadStoreService) step(from, to int32) bool {
	if s.state.Load() != from {
		return false
	}
	s.state.Store(to)
	return true
}
