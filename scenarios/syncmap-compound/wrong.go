package syncmapcompound

import (
	"sync"
	"sync/atomic"
)

type loadMissHits struct{ m sync.Map }

func (h *loadMissHits) Add(key string) {
	n, ok := h.m.Load(key)
	if !ok {
		n = new(atomic.Int64)
		h.m.Store(key, n)
	}
	n.(*atomic.Int64).Add(1)
}

func (h *loadMissHits) Count(key string) int {
	n, _ := h.m.Load(key)
	return int(n.(*atomic.Int64).Load())
}

type plainPointerHits struct{ m sync.Map }

func (h *plainPointerHits) Add(key string) {
	n, _ := h.m.LoadOrStore(key, new(int))
	*n.(*int)++
}

func (h *plainPointerHits) Count(key string) int {
	n, _ := h.m.Load(key)
	return *n.(*int)
}
