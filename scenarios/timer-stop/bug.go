package timerstop

import (
	"sync"
	"time"
)

// A conn must not be used after Close.
type conn struct {
	mu     sync.Mutex
	closed bool
	late   int // uses after Close
}

func (c *conn) Ping() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		c.late++
	}
}

func (c *conn) Close() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.closed = true
}

// A session pings its connection once after it was idle for some time.
type session interface{ Close() }

type plainSession struct {
	conn  *conn
	timer *time.Timer
}

func openPlain(c *conn, idle time.Duration) session {
	return &plainSession{c, time.AfterFunc(idle, c.Ping)}
}

func (s *plainSession) Close() {
	s.timer.Stop()
	s.conn.Close()
}
