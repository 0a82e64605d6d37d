package lostupdate

import (
	"sync"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

type mutexCounter struct {
	mu sync.Mutex
	n  int
}

func (c *mutexCounter) Inc(int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
}

func (c *mutexCounter) Value() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}

type addCounter struct{ n atomic.Int64 }

func (c *addCounter) Inc(int) { c.n.Add(1) }

func (c *addCounter) Value() int { return int(c.n.Load()) }

type casCounter struct{ n atomic.Int64 }

func (c *casCounter) Inc(int) {
	for {
		n := c.n.Load()
		if c.n.CompareAndSwap(n, n+1) {
			return
		}
	}
}

func (c *casCounter) Value() int { return int(c.n.Load()) }

// An ownerCounter is the only goroutine that touches n until it has ended.
type ownerCounter struct {
	inc   chan struct{}
	ended chan struct{}
	n     int
}

func newOwnerCounter() *ownerCounter {
	c := &ownerCounter{inc: make(chan struct{}), ended: make(chan struct{})}
	go c.own()
	return c
}

func (c *ownerCounter) own() {
	defer close(c.ended)
	for range c.inc {
		c.n++
	}
}

func (c *ownerCounter) Inc(int) { c.inc <- struct{}{} }

func (c *ownerCounter) Value() int {
	close(c.inc)
	<-c.ended
	return c.n
}

// A slotCounter is locked by whoever has filled the only slot of sem.
type slotCounter struct {
	sem chan struct{}
	n   int
}

func newSlotCounter(slots int) *slotCounter {
	return &slotCounter{sem: make(chan struct{}, slots)}
}

func (c *slotCounter) Inc(int) {
	c.sem <- struct{}{}
	c.n++
	<-c.sem
}

func (c *slotCounter) Value() int { return c.n }

// A tokenCounter is locked by whoever has taken the token.
type tokenCounter struct {
	token chan struct{}
	n     int
}

func newTokenCounter() *tokenCounter {
	c := &tokenCounter{token: make(chan struct{}, 1)}
	c.token <- struct{}{}
	return c
}

func (c *tokenCounter) Inc(int) {
	<-c.token
	c.n++
	c.token <- struct{}{}
}

func (c *tokenCounter) Value() int { return c.n }

// countApart gives each goroutine a sum of its own.
func countApart(goroutines, increments int) int {
	sums := make([]int, goroutines)
	var wg sync.WaitGroup
	for i := range sums {
		wg.Go(func() {
			for range increments {
				sums[i]++
			}
		})
	}
	wg.Wait()
	return total(sums)
}

// countInGroup is countApart with an errgroup.
func countInGroup(goroutines, increments int) int {
	sums := make([]int, goroutines)
	var g errgroup.Group
	for i := range sums {
		g.Go(func() error {
			for range increments {
				sums[i]++
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return 0
	}
	return total(sums)
}

func total(sums []int) (n int) {
	for _, s := range sums {
		n += s
	}
	return n
}
