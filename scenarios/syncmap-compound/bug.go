package syncmapcompound

import "sync"

type loadStoreHits struct{ m sync.Map }

func (h *loadStoreHits) Add(key string) {
	n, _ := h.m.Load(key)
	count, _ := n.(int)
	h.m.Store(key, count+1)
}

func (h *loadStoreHits) Count(key string) int {
	n, _ := h.m.Load(key)
	return n.(int)
}

// A loadDeleteShelf gives each ticket to who finds it.
type loadDeleteShelf struct{ m sync.Map }

func (s *loadDeleteShelf) Put(ticket string) { s.m.Store(ticket, true) }

func (s *loadDeleteShelf) Claim(ticket string) bool {
	if _, ok := s.m.Load(ticket); !ok {
		return false
	}
	s.m.Delete(ticket)
	return true
}

// rangeSum adds up while another moves.
func rangeSum(m *sync.Map) (sum int) {
	m.Range(func(_, n any) bool {
		sum += n.(int)
		return true
	})
	return sum
}

func move(m *sync.Map, from, to string) {
	a, _ := m.Load(from)
	m.Store(from, a.(int)-1)
	b, _ := m.Load(to)
	m.Store(to, b.(int)+1)
}
