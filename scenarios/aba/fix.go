package aba

import (
	"sync"
	"sync/atomic"
)

// A taggedStack has a version in the upper half of its head.
type taggedStack struct {
	head atomic.Uint64
	next [cells + 1]atomic.Int64
}

func (s *taggedStack) replace(old uint64, cell int64) bool {
	return s.head.CompareAndSwap(old, (old>>32+1)<<32|uint64(cell))
}

func (s *taggedStack) Push(cell int64) {
	for {
		head := s.head.Load()
		s.next[cell].Store(int64(uint32(head)))
		if s.replace(head, cell) {
			return
		}
	}
}

func (s *taggedStack) Pop() int64 {
	for {
		head := s.head.Load()
		cell := int64(uint32(head))
		if cell == 0 {
			return 0
		}
		if s.replace(head, s.next[cell].Load()) {
			return cell
		}
	}
}

type freshStack struct{ head atomic.Pointer[node] }

type node struct {
	cell int64
	next *node
}

func (s *freshStack) Push(cell int64) {
	for {
		head := s.head.Load()
		if s.head.CompareAndSwap(head, &node{cell, head}) {
			return
		}
	}
}

func (s *freshStack) Pop() int64 {
	for {
		head := s.head.Load()
		if head == nil {
			return 0
		}
		if s.head.CompareAndSwap(head, head.next) {
			return head.cell
		}
	}
}

type mutexStack struct {
	mu    sync.Mutex
	cells []int64
}

func (s *mutexStack) Push(cell int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cells = append(s.cells, cell)
}

func (s *mutexStack) Pop() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.cells)
	if n == 0 {
		return 0
	}
	cell := s.cells[n-1]
	s.cells = s.cells[:n-1]
	return cell
}
