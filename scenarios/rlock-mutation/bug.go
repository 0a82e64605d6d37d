package rlockmutation

import "sync"

type plainHitsCache struct {
	mu     sync.RWMutex
	values map[string]string
	hits   int
}

func (c *plainHitsCache) Get(key string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.hits++
	return c.values[key]
}

func (c *plainHitsCache) Hits() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.hits
}
