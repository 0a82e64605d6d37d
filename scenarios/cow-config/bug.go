package cowconfig

import (
	"maps"
	"sync/atomic"
)

type loadStoreConfig struct{ now atomic.Pointer[settings] }

func (c *loadStoreConfig) Set(key string, v setting) {
	next := maps.Clone(*c.now.Load())
	next[key] = v
	c.now.Store(&next)
}

func (c *loadStoreConfig) Settings() settings { return *c.now.Load() }
