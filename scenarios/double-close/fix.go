package doubleclose

import (
	"sync"
	"sync/atomic"
)

type onceServer struct {
	plainServer
	once sync.Once
}

func (s *onceServer) Close() { s.once.Do(s.plainServer.Close) }

type lockedServer struct {
	plainServer
	mu     sync.Mutex
	closed bool
}

func (s *lockedServer) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.closed = true
		close(s.done)
	}
}

type casServer struct {
	plainServer
	closed atomic.Bool
}

func (s *casServer) Close() {
	if s.closed.CompareAndSwap(false, true) {
		close(s.done)
	}
}
