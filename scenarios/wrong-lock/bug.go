package wronglock

import "sync"

type twoLockCounter struct {
	writing, reading sync.Mutex
	n                int
}

func (c *twoLockCounter) Add(f func()) {
	c.writing.Lock()
	defer c.writing.Unlock()
	f()
	c.n++
}

func (c *twoLockCounter) Count() int {
	c.reading.Lock()
	defer c.reading.Unlock()
	return c.n
}
