package statetransition

import "sync/atomic"

type flagService struct{ started, stopped atomic.Bool }

func (s *flagService) Start() bool {
	if s.started.Load() || s.stopped.Load() {
		return false
	}
	s.started.Store(true)
	return true
}

func (s *flagService) Stop() bool {
	if !s.started.Load() || s.stopped.Load() {
		return false
	}
	s.stopped.Store(true)
	return true
}
