package guardedescape

import "sync"

type leakyStock struct {
	mu    sync.Mutex
	items map[string]int
}

func (s *leakyStock) Add(item string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[item]++
}

func (s *leakyStock) Items() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.items
}

func (s *leakyStock) Total() int { return total(s.Items()) }

func total(items map[string]int) (sum int) {
	for _, n := range items {
		sum += n
	}
	return sum
}
