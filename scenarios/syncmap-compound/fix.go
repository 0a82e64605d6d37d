package syncmapcompound

import (
	"sync"
	"sync/atomic"
)

type casHits struct{ m sync.Map }

func (h *casHits) Add(key string) {
	for {
		n, _ := h.m.LoadOrStore(key, 0)
		if h.m.CompareAndSwap(key, n, n.(int)+1) {
			return
		}
	}
}

func (h *casHits) Count(key string) int {
	n, _ := h.m.Load(key)
	return n.(int)
}

type atomicHits struct{ m sync.Map }

func (h *atomicHits) Add(key string) {
	n, _ := h.m.LoadOrStore(key, new(atomic.Int64))
	n.(*atomic.Int64).Add(1)
}

func (h *atomicHits) Count(key string) int {
	n, _ := h.m.Load(key)
	return int(n.(*atomic.Int64).Load())
}

type loadAndDeleteShelf struct{ m sync.Map }

func (s *loadAndDeleteShelf) Put(ticket string) { s.m.Store(ticket, true) }

func (s *loadAndDeleteShelf) Claim(ticket string) bool {
	_, ok := s.m.LoadAndDelete(ticket)
	return ok
}
