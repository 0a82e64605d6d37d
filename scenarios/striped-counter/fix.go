package stripedcounter

import (
	"sync"
	"sync/atomic"
)

type stripedCounter [2]atomic.Int64

func (c *stripedCounter) Add(stripe int, n int64) { c[stripe].Add(n) }

func (c *stripedCounter) Sum() (sum int64) {
	for i := range c {
		sum += c[i].Load()
	}
	return sum
}

type lockedCounter struct {
	mu      sync.Mutex
	stripes [2]int64
}

func (c *lockedCounter) Add(stripe int, n int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.stripes[stripe] += n
}

func (c *lockedCounter) Sum() int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.stripes[0] + c.stripes[1]
}
