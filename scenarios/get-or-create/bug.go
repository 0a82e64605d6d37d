package getorcreate

import "sync"

type stampedeCache struct {
	compute func(key string) int
	mu      sync.Mutex
	values  map[string]int
}

func (c *stampedeCache) Get(key string) int {
	if v, ok := c.cached(key); ok {
		return v
	}
	v := c.compute(key)
	c.put(key, v)
	return v
}

func (c *stampedeCache) cached(key string) (int, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	v, ok := c.values[key]
	return v, ok
}

func (c *stampedeCache) put(key string, v int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[key] = v
}
