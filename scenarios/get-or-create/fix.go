package getorcreate

import (
	"sync"

	"golang.org/x/sync/singleflight"
)

type lockedCache struct {
	compute func(key string) int
	mu      sync.Mutex
	values  map[string]int
}

func (c *lockedCache) Get(key string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.values[key]
	if !ok {
		v = c.compute(key)
		c.values[key] = v
	}
	return v
}

type onceCache struct {
	compute func(key string) int
	entries sync.Map
}

type entry struct {
	once  sync.Once
	value int
}

func (c *onceCache) Get(key string) int {
	found, _ := c.entries.LoadOrStore(key, new(entry))
	e := found.(*entry)
	e.once.Do(func() { e.value = c.compute(key) })
	return e.value
}

// A flightCache fills the cache inside the flight, after it has looked again.
type flightCache struct {
	stampedeCache
	flight singleflight.Group
}

func (c *flightCache) Get(key string) int {
	if v, ok := c.cached(key); ok {
		return v
	}
	v, _, _ := c.flight.Do(key, func() (any, error) {
		if v, ok := c.cached(key); ok {
			return v, nil
		}
		v := c.compute(key)
		c.put(key, v)
		return v, nil
	})
	return v.(int)
}
