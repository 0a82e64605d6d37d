package rwmutexrecursion

func sumOnce(c *config, keys ...string) (sum int) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, key := range keys {
		sum += get(c, key)
	}
	return sum
}

// get needs c.mu held, for reading at least.
func get(c *config, key string) int { return c.values[key] }

func defaultChecked(c *config, key string, value int) int {
	c.mu.RLock()
	v, ok := c.values[key]
	c.mu.RUnlock()
	if ok {
		return v
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.values[key]; ok {
		return v
	}
	c.values[key] = value
	return value
}
