package rwmutexrecursion

import "sync"

type config struct {
	mu     sync.RWMutex
	values map[string]int
}

func newConfig() *config { return &config{values: map[string]int{}} }

func (c *config) Set(key string, value int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[key] = value
}

func (c *config) Get(key string) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.values[key]
}

func sumNested(c *config, keys ...string) (sum int) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, key := range keys {
		sum += c.Get(key)
	}
	return sum
}

// defaultUpgraded returns the value of key, which it sets if there is none.
func defaultUpgraded(c *config, key string, value int) int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	if v, ok := c.values[key]; ok {
		return v
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[key] = value
	return value
}
