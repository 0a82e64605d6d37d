package rwmutexrecursion

func (c *config) SumOnce(keys ...string) (sum int) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	for _, key := range keys {
		sum += c.get(key)
	}
	return sum
}

// get needs c.mu held, for reading at least.
func (c *config) get(key string) int { return c.values[key] }

func (c *config) DefaultChecked(key string, value int) int {
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
