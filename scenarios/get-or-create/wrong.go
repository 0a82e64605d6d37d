package getorcreate

import (
	"sync"

	"golang.org/x/sync/singleflight"
)

type recheckPutCache struct{ stampedeCache }

func (c *recheckPutCache) Get(key string) int {
	if v, ok := c.cached(key); ok {
		return v
	}
	v := c.compute(key)
	c.mu.Lock()
	defer c.mu.Unlock()
	if earlier, ok := c.values[key]; ok {
		return earlier
	}
	c.values[key] = v
	return v
}

type eagerCache struct {
	compute func(key string) int
	values  sync.Map
}

func (c *eagerCache) Get(key string) int {
	v, _ := c.values.LoadOrStore(key, c.compute(key))
	return v.(int)
}

type lateFillCache struct {
	stampedeCache
	flight singleflight.Group
}

func (c *lateFillCache) Get(key string) int {
	if v, ok := c.cached(key); ok {
		return v
	}
	v, _, _ := c.flight.Do(key, func() (any, error) { return c.compute(key), nil })
	c.put(key, v.(int))
	return v.(int)
}

// newRecursiveCache returns a cache whose values are computed from others in it.
func newRecursiveCache(compute func(key string) int) *lockedCache {
	c := &lockedCache{values: map[string]int{}}
	c.compute = func(key string) int {
		if key == "" {
			return 0
		}
		return c.Get(key[1:]) + compute(key)
	}
	return c
}
