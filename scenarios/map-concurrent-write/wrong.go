package mapconcurrentwrite

import "sync"

type rlockStock struct {
	mu sync.RWMutex
	*plainStock
}

func (s *rlockStock) Add(item string, n int) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	s.plainStock.Add(item, n)
}

func (s *rlockStock) Count(item string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.plainStock.Count(item)
}

type writerLockStock struct {
	mu sync.Mutex
	*plainStock
}

func (s *writerLockStock) Add(item string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plainStock.Add(item, n)
}

func (s *writerLockStock) Count(item string) int { return s.plainStock.Count(item) }

type recoverStock struct{ *plainStock }

func (s recoverStock) Add(item string, n int) {
	defer func() { _ = recover() }()
	s.plainStock.Add(item, n)
}

// Move takes from one item what it adds to another.
func (s *shardedStock) Move(from, to string, n int) {
	s.Add(from, -n)
	s.Add(to, n)
}

// Total adds up the items.
func (s *shardedStock) Total(items ...string) (total int) {
	for _, item := range items {
		total += s.Count(item)
	}
	return total
}
