package timerstop

import (
	"sync"
	"time"
)

type lockedSession struct {
	conn    *conn
	timer   *time.Timer
	mu      sync.Mutex
	stopped bool
}

func openLocked(c *conn, idle time.Duration) session {
	s := &lockedSession{conn: c}
	s.timer = time.AfterFunc(idle, s.ping)
	return s
}

func (s *lockedSession) ping() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.stopped {
		s.conn.Ping()
	}
}

func (s *lockedSession) Close() {
	s.timer.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.stopped = true
	s.conn.Close()
}
