// Package linear has small concurrent types, each with an error that only
// concurrency shows, and next to it the type without the error.
package linear

import "sync"

// A StackGap pops in two steps: is there one, and then take it.
type StackGap struct {
	mu    sync.Mutex
	items []int
}

func (s *StackGap) Push(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items = append(s.items, v)
}

func (s *StackGap) top() (v, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if n = len(s.items); n > 0 {
		v = s.items[n-1]
	}
	return v, n
}

func (s *StackGap) Pop() (int, bool) {
	v, n := s.top()
	if n == 0 {
		return 0, false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items = s.items[:n-1]
	return v, true
}

// A Stack pops in one step.
type Stack struct {
	mu    sync.Mutex
	items []int
}

func (s *Stack) Push(v int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items = append(s.items, v)
}

func (s *Stack) Pop() (int, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.items)
	if n == 0 {
		return 0, false
	}
	v := s.items[n-1]
	s.items = s.items[:n-1]
	return v, true
}

const ringSize = 2

// A QueueWrap looks whether there is room before it locks: when the ring wraps,
// an item is written over one that nobody has taken.
type QueueWrap struct {
	mu         sync.Mutex
	ring       [ringSize]int
	head, tail int
}

func (q *QueueWrap) full() bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.tail-q.head == ringSize
}

func (q *QueueWrap) TryPut(v int) bool {
	if q.full() {
		return false
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ring[q.tail%ringSize] = v
	q.tail++
	return true
}

func (q *QueueWrap) TryTake() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.tail == q.head {
		return 0, false
	}
	v := q.ring[q.head%ringSize]
	q.head++
	return v, true
}

// A Queue is a bounded queue.
type Queue struct {
	mu         sync.Mutex
	ring       [ringSize]int
	head, tail int
}

func (q *Queue) TryPut(v int) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.tail-q.head == ringSize {
		return false
	}
	q.ring[q.tail%ringSize] = v
	q.tail++
	return true
}

func (q *Queue) TryTake() (int, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.tail == q.head {
		return 0, false
	}
	v := q.ring[q.head%ringSize]
	q.head++
	return v, true
}

// A SetSplit asks and adds under two locks: two callers both added the element.
type SetSplit[K comparable] struct {
	mu sync.RWMutex
	in map[K]bool
}

func NewSetSplit[K comparable]() *SetSplit[K] { return &SetSplit[K]{in: map[K]bool{}} }

func (s *SetSplit[K]) Has(k K) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.in[k]
}

func (s *SetSplit[K]) Add(k K) (added bool) {
	if s.Has(k) {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.in[k] = true
	return true
}

// A Set is a set. Elements come in no particular order.
type Set[K comparable] struct {
	mu sync.RWMutex
	in map[K]bool
}

func NewSet[K comparable]() *Set[K] { return &Set[K]{in: map[K]bool{}} }

func (s *Set[K]) Has(k K) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.in[k]
}

func (s *Set[K]) Add(k K) (added bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	added = !s.in[k]
	s.in[k] = true
	return added
}

func (s *Set[K]) Elements() []K {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []K
	for k := range s.in {
		all = append(all, k)
	}
	return all
}

// A HeapGap finds the least element under one lock and takes it out under another.
type HeapGap struct {
	mu    sync.Mutex
	items []int
}

func (h *HeapGap) Insert(v int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.items = append(h.items, v)
}

func (h *HeapGap) least() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return least(h.items)
}

func (h *HeapGap) Min() (int, bool) {
	i := h.least()
	h.mu.Lock()
	defer h.mu.Unlock()
	if i < 0 || i >= len(h.items) {
		return 0, false
	}
	v := h.items[i]
	h.items = append(h.items[:i], h.items[i+1:]...)
	return v, true
}

// A Heap gives the least element first.
type Heap struct {
	mu    sync.Mutex
	items []int
}

func (h *Heap) Insert(v int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.items = append(h.items, v)
}

func (h *Heap) Min() (int, bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	i := least(h.items)
	if i < 0 {
		return 0, false
	}
	v := h.items[i]
	h.items = append(h.items[:i], h.items[i+1:]...)
	return v, true
}

func least(items []int) int {
	at := -1
	for i, v := range items {
		if at < 0 || v < items[at] {
			at = i
		}
	}
	return at
}
