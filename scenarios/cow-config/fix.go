package cowconfig

import (
	"maps"
	"sync"
	"sync/atomic"
)

type writerLockConfig struct {
	mu sync.Mutex
	loadStoreConfig
}

func (c *writerLockConfig) Set(key string, v setting) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.loadStoreConfig.Set(key, v)
}

type casConfig struct{ now atomic.Pointer[settings] }

func (c *casConfig) Set(key string, v setting) {
	for {
		old := c.now.Load()
		next := maps.Clone(*old)
		next[key] = v
		if c.now.CompareAndSwap(old, &next) {
			return
		}
	}
}

func (c *casConfig) Settings() settings { return *c.now.Load() }
