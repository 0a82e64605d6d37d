package boundedbuffer

import "sync"

type broadcastBuffer struct {
	mu      sync.Mutex
	changed *sync.Cond
	full    bool
	item    int
}

func newBroadcastBuffer() *broadcastBuffer {
	b := &broadcastBuffer{}
	b.changed = sync.NewCond(&b.mu)
	return b
}

func (b *broadcastBuffer) Put(item int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.full {
		b.changed.Wait()
	}
	b.full, b.item = true, item
	b.changed.Broadcast()
}

func (b *broadcastBuffer) Take() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.full {
		b.changed.Wait()
	}
	b.full = false
	b.changed.Broadcast()
	return b.item
}

type twoCondBuffer struct {
	mu              sync.Mutex
	filled, emptied *sync.Cond
	full            bool
	item            int
}

func newTwoCondBuffer() *twoCondBuffer {
	b := &twoCondBuffer{}
	b.filled, b.emptied = sync.NewCond(&b.mu), sync.NewCond(&b.mu)
	return b
}

func (b *twoCondBuffer) Put(item int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.full {
		b.emptied.Wait()
	}
	b.full, b.item = true, item
	b.filled.Signal()
}

func (b *twoCondBuffer) Take() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.full {
		b.filled.Wait()
	}
	b.full = false
	b.emptied.Signal()
	return b.item
}

type chanBuffer chan int

func newChanBuffer() chanBuffer { return make(chanBuffer, 1) }

func (b chanBuffer) Put(item int) { b <- item }

func (b chanBuffer) Take() int { return <-b }
