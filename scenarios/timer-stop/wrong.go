package timerstop

import (
	"sync/atomic"
	"time"
)

type flagSession struct {
	conn    *conn
	timer   *time.Timer
	stopped atomic.Bool
}

func openFlag(c *conn, idle time.Duration) session {
	s := &flagSession{conn: c}
	s.timer = time.AfterFunc(idle, s.ping)
	return s
}

func (s *flagSession) ping() {
	if !s.stopped.Load() {
		s.conn.Ping()
	}
}

func (s *flagSession) Close() {
	s.timer.Stop()
	s.stopped.Store(true)
	s.conn.Close()
}
