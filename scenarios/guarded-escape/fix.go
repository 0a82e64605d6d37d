package guardedescape

import (
	"maps"
	"sync"
	"sync/atomic"
)

type copyStock struct{ leakyStock }

func (s *copyStock) Items() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return maps.Clone(s.items)
}

func (s *copyStock) Total() int { return total(s.Items()) }

type deepCopyStock struct{ pointerStock }

func (s *deepCopyStock) Items() map[string]*item {
	s.mu.Lock()
	defer s.mu.Unlock()
	items := make(map[string]*item, len(s.items))
	for name, it := range s.items {
		items[name] = &item{it.count}
	}
	return items
}

func (s *deepCopyStock) Total() int { return totalOf(s.Items()) }

type callbackStock struct{ leakyStock }

// With calls f with the items, which are its own until it returns.
func (s *callbackStock) With(f func(items map[string]int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f(s.items)
}

func (s *callbackStock) Total() (sum int) {
	s.With(func(items map[string]int) { sum = total(items) })
	return sum
}

// A snapshotStock has writers replace the map; mu is theirs.
type snapshotStock struct {
	mu    sync.Mutex
	items atomic.Pointer[map[string]int]
}

func newSnapshotStock() *snapshotStock {
	s := &snapshotStock{}
	s.items.Store(&map[string]int{})
	return s
}

func (s *snapshotStock) Add(item string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	items := maps.Clone(*s.items.Load())
	items[item]++
	s.items.Store(&items)
}

func (s *snapshotStock) Total() int { return total(*s.items.Load()) }
