package aba

import "sync/atomic"

// A recycledStack links cells by number; 0 is none. The number of a cell is what
// is pushed and popped.
type recycledStack struct {
	head atomic.Int64
	next [cells + 1]atomic.Int64
}

func (s *recycledStack) Push(cell int64) {
	for {
		head := s.head.Load()
		s.next[cell].Store(head)
		if s.head.CompareAndSwap(head, cell) {
			return
		}
	}
}

func (s *recycledStack) Pop() int64 {
	for {
		head := s.head.Load()
		if head == 0 {
			return 0
		}
		next := s.next[head].Load()
		if s.head.CompareAndSwap(head, next) {
			return head
		}
	}
}
