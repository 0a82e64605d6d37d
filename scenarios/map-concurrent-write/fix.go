package mapconcurrentwrite

import (
	"sync"
	"sync/atomic"
)

type mutexStock struct {
	mu sync.Mutex
	*plainStock
}

func (s *mutexStock) Add(item string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plainStock.Add(item, n)
}

func (s *mutexStock) Count(item string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.plainStock.Count(item)
}

type rwmutexStock struct {
	mu sync.RWMutex
	*plainStock
}

func (s *rwmutexStock) Add(item string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.plainStock.Add(item, n)
}

func (s *rwmutexStock) Count(item string) int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.plainStock.Count(item)
}

type syncMapStock struct{ count sync.Map }

func (s *syncMapStock) Add(item string, n int) {
	count, _ := s.count.LoadOrStore(item, new(atomic.Int64))
	count.(*atomic.Int64).Add(int64(n))
}

func (s *syncMapStock) Count(item string) int {
	count, ok := s.count.Load(item)
	if !ok {
		return 0
	}
	return int(count.(*atomic.Int64).Load())
}

// An ownerStock is a goroutine that runs what others want done with the map,
// until ended is closed.
type ownerStock struct {
	do chan func(*plainStock)
}

func newOwnerStock(ended <-chan struct{}) *ownerStock {
	s := &ownerStock{make(chan func(*plainStock))}
	go s.own(ended)
	return s
}

func (s *ownerStock) own(ended <-chan struct{}) {
	stock := newPlainStock()
	for {
		select {
		case f := <-s.do:
			f(stock)
		case <-ended:
			return
		}
	}
}

func (s *ownerStock) Add(item string, n int) {
	s.do <- func(stock *plainStock) { stock.Add(item, n) }
}

func (s *ownerStock) Count(item string) int {
	count := make(chan int)
	s.do <- func(stock *plainStock) { count <- stock.Count(item) }
	return <-count
}

// A shardedStock has a map and a lock for each part of the keys.
type shardedStock [2]mutexStock

func newShardedStock() *shardedStock {
	return &shardedStock{{plainStock: newPlainStock()}, {plainStock: newPlainStock()}}
}

func (s *shardedStock) shard(item string) *mutexStock { return &s[int(item[0])%len(s)] }

func (s *shardedStock) Add(item string, n int) { s.shard(item).Add(item, n) }

func (s *shardedStock) Count(item string) int { return s.shard(item).Count(item) }
