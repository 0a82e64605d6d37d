package linear

import (
	"slices"
	"sync"
	"sync/atomic"
)

// A CounterSplit loads and stores.
type CounterSplit struct{ n atomic.Int64 }

func (c *CounterSplit) Inc() { c.n.Store(c.n.Load() + 1) }

func (c *CounterSplit) Value() int64 { return c.n.Load() }

// A Counter adds.
type Counter struct{ n atomic.Int64 }

func (c *Counter) Inc() { c.n.Add(1) }

func (c *Counter) Value() int64 { return c.n.Load() }

// A MaxSplit forgets a maximum that is stored between its two steps.
type MaxSplit struct{ max atomic.Int64 }

func (m *MaxSplit) Observe(v int64) {
	if v > m.max.Load() {
		m.max.Store(v)
	}
}

func (m *MaxSplit) Max() int64 { return m.max.Load() }

// A Max tries again.
type Max struct{ max atomic.Int64 }

func (m *Max) Observe(v int64) {
	for old := m.max.Load(); v > old && !m.max.CompareAndSwap(old, v); old = m.max.Load() {
	}
}

func (m *Max) Max() int64 { return m.max.Load() }

// A RingTwo is for one producer: two write the same slot.
type RingTwo struct {
	slots      [4]atomic.Int64
	head, tail atomic.Int64
}

func (r *RingTwo) Put(v int64) bool {
	at := r.tail.Load()
	if at-r.head.Load() == int64(len(r.slots)) {
		return false
	}
	r.slots[at%4].Store(v)
	r.tail.Store(at + 1)
	return true
}

func (r *RingTwo) Len() int64 { return r.tail.Load() - r.head.Load() }

// A Ring has a lock for its producers.
type Ring struct {
	mu sync.Mutex
	RingTwo
}

func (r *Ring) Put(v int64) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.RingTwo.Put(v)
}

// A SemaphoreLeak loses a token when two are given back at once.
type SemaphoreLeak struct{ used atomic.Int64 }

const tokens = 2

func (s *SemaphoreLeak) TryAcquire() bool {
	for {
		n := s.used.Load()
		if n == tokens {
			return false
		}
		if s.used.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (s *SemaphoreLeak) Release() {
	if n := s.used.Load(); n > 0 {
		s.used.Store(n - 1)
	}
}

// A Semaphore gives back with CompareAndSwap too.
type Semaphore struct{ used atomic.Int64 }

func (s *Semaphore) TryAcquire() bool {
	for {
		n := s.used.Load()
		if n == tokens {
			return false
		}
		if s.used.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (s *Semaphore) Release() {
	for n := s.used.Load(); n > 0 && !s.used.CompareAndSwap(n, n-1); n = s.used.Load() {
	}
}

type node struct {
	v    int
	next *node
}

// A TreiberStore pushes with Store: one of two new nodes is lost.
type TreiberStore struct{ head atomic.Pointer[node] }

func (s *TreiberStore) Push(v int) { s.head.Store(&node{v, s.head.Load()}) }

func (s *TreiberStore) Pop() int { return pop(&s.head) }

// A Treiber is the lock-free stack of R. K. Treiber.
type Treiber struct{ head atomic.Pointer[node] }

func (s *Treiber) Push(v int) {
	for n := (&node{v: v}); ; {
		n.next = s.head.Load()
		if s.head.CompareAndSwap(n.next, n) {
			return
		}
	}
}

func (s *Treiber) Pop() int { return pop(&s.head) }

func pop(head *atomic.Pointer[node]) int {
	for {
		n := head.Load()
		if n == nil {
			return -1
		}
		if head.CompareAndSwap(n, n.next) {
			return n.v
		}
	}
}

// A ListCopy adds to a copy, and forgets what was added to another one.
type ListCopy struct{ all atomic.Pointer[[]int] }

func (l *ListCopy) Add(v int) {
	all := append(l.All(), v)
	l.all.Store(&all)
}

func (l *ListCopy) All() []int {
	if p := l.all.Load(); p != nil {
		return slices.Clone(*p)
	}
	return nil
}

// A List has a lock for those who add.
type List struct {
	mu sync.Mutex
	ListCopy
}

func (l *List) Add(v int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.ListCopy.Add(v)
}

// A LatchTwice may close its channel twice.
type LatchTwice struct {
	open atomic.Bool
	done chan struct{}
}

func NewLatchTwice() *LatchTwice { return &LatchTwice{done: make(chan struct{})} }

func (l *LatchTwice) Open() {
	if !l.open.Load() {
		l.open.Store(true)
		close(l.done)
	}
}

// A Latch closes it once. Wait blocks until then.
type Latch struct {
	open atomic.Bool
	done chan struct{}
}

func NewLatch() *Latch { return &Latch{done: make(chan struct{})} }

func (l *Latch) Open() {
	if l.open.CompareAndSwap(false, true) {
		close(l.done)
	}
}

func (l *Latch) Wait() { <-l.done }
