package guardedescape

import (
	"maps"
	"sync"
)

type pointerStock struct {
	mu    sync.Mutex
	items map[string]*item
}

type item struct{ count int }

func (s *pointerStock) Add(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.items[name] == nil {
		s.items[name] = &item{}
	}
	s.items[name].count++
}

func (s *pointerStock) Items() map[string]*item {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.items)
}

func (s *pointerStock) Total() int { return totalOf(s.Items()) }

func totalOf(items map[string]*item) (sum int) {
	for _, it := range items {
		sum += it.count
	}
	return sum
}
