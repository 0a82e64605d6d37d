package condlostwakeup

import (
	"sync"
	"sync/atomic"
)

type atomicGate struct {
	mu   sync.Mutex
	cond *sync.Cond
	open atomic.Bool
}

func newAtomicGate() *atomicGate {
	g := &atomicGate{}
	g.cond = sync.NewCond(&g.mu)
	return g
}

func (g *atomicGate) Open(error) {
	g.open.Store(true)
	g.cond.Broadcast()
}

func (g *atomicGate) Wait() error {
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.open.Load() {
		g.cond.Wait()
	}
	return nil
}

type signalGate struct{ *condGate }

func (g signalGate) Open(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.open, g.err = true, err
	g.cond.Signal()
}

type silentGate struct{ *condGate }

func (g silentGate) Open(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if err != nil {
		g.open, g.err = true, err
		return
	}
	g.open = true
	g.cond.Broadcast()
}

// An ifQueue hands each item to one consumer.
type ifQueue struct {
	mu    sync.Mutex
	cond  *sync.Cond
	items []int
}

func newIfQueue() *ifQueue {
	q := &ifQueue{}
	q.cond = sync.NewCond(&q.mu)
	return q
}

func (q *ifQueue) Put(item int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.items = append(q.items, item)
	q.cond.Signal()
}

// Take reports false if there is no item, which Wait should have made sure of.
func (q *ifQueue) Take() (item int, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.items) == 0 {
		q.cond.Wait()
	}
	if len(q.items) == 0 {
		return 0, false
	}
	item, q.items = q.items[0], q.items[1:]
	return item, true
}
