package wronglock

import "sync"

type ownLockCounter struct {
	mu sync.Mutex
	n  int
}

func (c *ownLockCounter) Add(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	f()
	c.n++
}

func (c *ownLockCounter) Count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}
