package cyclicbarrier

import "sync"

// A barrier holds those who Wait until all of the group do, round for round.
type barrier interface{ Wait() }

type countBarrier struct {
	mu      sync.Mutex
	all     *sync.Cond
	size    int
	arrived int
}

func newCountBarrier(size int) *countBarrier {
	b := &countBarrier{size: size}
	b.all = sync.NewCond(&b.mu)
	return b
}

func (b *countBarrier) Wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.arrived++
	if b.arrived == b.size {
		b.arrived = 0
		b.all.Broadcast()
	}
	for b.arrived != 0 {
		b.all.Wait()
	}
}
