package cyclicbarrier

type roundBarrier struct {
	*countBarrier
	round int
}

func newRoundBarrier(size int) *roundBarrier { return &roundBarrier{newCountBarrier(size), 0} }

func (b *roundBarrier) Wait() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.arrived++
	if b.arrived == b.size {
		b.arrived = 0
		b.round++
		b.all.Broadcast()
		return
	}
	for round := b.round; b.round == round; {
		b.all.Wait()
	}
}
