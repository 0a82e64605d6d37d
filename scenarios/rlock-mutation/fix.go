package rlockmutation

import (
	"sync"
	"sync/atomic"
)

type atomicHitsCache struct {
	mu     sync.RWMutex
	values map[string]string
	hits   atomic.Int64
}

func (c *atomicHitsCache) Get(key string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.hits.Add(1)
	return c.values[key]
}

func (c *atomicHitsCache) Hits() int { return int(c.hits.Load()) }

type lockedHitsCache struct{ plainHitsCache }

func (c *lockedHitsCache) Get(key string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.hits++
	return c.values[key]
}
