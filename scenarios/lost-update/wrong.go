package lostupdate

import (
	"runtime"
	"sync"
	"sync/atomic"
)

type loadStoreCounter struct{ n atomic.Int64 }

func (c *loadStoreCounter) Inc(int) { c.n.Store(c.n.Load() + 1) }

func (c *loadStoreCounter) Value() int { return int(c.n.Load()) }

type splitCounter struct {
	mu sync.Mutex
	n  int
}

func (c *splitCounter) Value() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

func (c *splitCounter) set(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n = n
}

func (c *splitCounter) Inc(int) { c.set(c.Value() + 1) }

type writeLockedCounter struct {
	mu sync.Mutex
	n  int
}

func (c *writeLockedCounter) Inc(int) {
	n := c.n
	c.mu.Lock()
	c.n = n + 1
	c.mu.Unlock()
}

func (c *writeLockedCounter) Value() int { return c.n }

type readLockedCounter struct {
	mu sync.RWMutex
	n  int
}

func (c *readLockedCounter) Inc(int) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	c.n++
}

func (c *readLockedCounter) Value() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.n
}

type casOnceCounter struct{ n atomic.Int64 }

func (c *casOnceCounter) Inc(int) {
	n := c.n.Load()
	c.n.CompareAndSwap(n, n+1)
}

func (c *casOnceCounter) Value() int { return int(c.n.Load()) }

type freshMutexCounter struct{ n int }

func (c *freshMutexCounter) Inc(int) {
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	c.n++
}

func (c *freshMutexCounter) Value() int { return c.n }

type tryLockCounter struct {
	mu sync.Mutex
	n  int
}

func (c *tryLockCounter) Inc(int) {
	if c.mu.TryLock() {
		c.n++
		c.mu.Unlock()
	}
}

func (c *tryLockCounter) Value() int { return c.n }

// A plainReadCounter is written atomically, and read as it is to report progress.
type plainReadCounter struct {
	n      int64
	report func(n int64)
}

func (c *plainReadCounter) Inc(int) {
	atomic.AddInt64(&c.n, 1)
	if c.n%1000 == 0 {
		c.report(c.n)
	}
}

func (c *plainReadCounter) Value() int { return int(atomic.LoadInt64(&c.n)) }

// A signalCounter tells somebody of each increment; nobody waits before one.
type signalCounter struct {
	n        int
	done     chan struct{}
	received chan struct{}
}

func newSignalCounter(total int) *signalCounter {
	c := &signalCounter{done: make(chan struct{}), received: make(chan struct{})}
	go func() {
		for range total {
			<-c.done
		}
		close(c.received)
	}()
	return c
}

func (c *signalCounter) Inc(int) {
	c.n++
	c.done <- struct{}{}
}

func (c *signalCounter) Value() int {
	<-c.received
	return c.n
}

// A twoPathCounter has a fast path for its first user, who forgets the mutex.
type twoPathCounter struct{ mutexCounter }

func (c *twoPathCounter) Inc(worker int) {
	if worker == 0 {
		c.n++
		return
	}
	c.mutexCounter.Inc(worker)
}

// countOnOne counts with a plainCounter on one processor.
func countOnOne(goroutines, increments int) int {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	return shared(func(int) counter { return &plainCounter{} })(goroutines, increments)
}
