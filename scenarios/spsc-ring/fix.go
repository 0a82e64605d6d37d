package spscring

import "sync/atomic"

type ring struct {
	slots      [8]int
	head, tail atomic.Int64
}

func (r *ring) Push(v int) bool {
	tail := r.tail.Load()
	if tail-r.head.Load() == int64(len(r.slots)) {
		return false
	}
	r.slots[tail%int64(len(r.slots))] = v
	r.tail.Store(tail + 1)
	return true
}

func (r *ring) Pop() (int, bool) {
	head := r.head.Load()
	if head == r.tail.Load() {
		return 0, false
	}
	v := r.slots[head%int64(len(r.slots))]
	r.head.Store(head + 1)
	return v, true
}
