package boundedbuffer

import "sync"

type broadcastBuffer struct {
	mu      sync.Mutex
	changed *sync.Cond
	full    bool
	item    parcel
}

func newBroadcastBuffer() *broadcastBuffer {
	b := &broadcastBuffer{}
	b.changed = sync.NewCond(&b.mu)
	return b
}

func (b *broadcastBuffer) Put(item parcel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.full {
		b.changed.Wait()
	}
	b.full, b.item = true, item
	b.changed.Broadcast()
}

func (b *broadcastBuffer) Take() parcel {
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
	item            parcel
}

func newTwoCondBuffer() *twoCondBuffer {
	b := &twoCondBuffer{}
	b.filled, b.emptied = sync.NewCond(&b.mu), sync.NewCond(&b.mu)
	return b
}

func (b *twoCondBuffer) Put(item parcel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.full {
		b.emptied.Wait()
	}
	b.full, b.item = true, item
	b.filled.Signal()
}

func (b *twoCondBuffer) Take() parcel {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.full {
		b.filled.Wait()
	}
	b.full = false
	b.emptied.Signal()
	return b.item
}

type chanBuffer chan parcel

func newChanBuffer() chanBuffer { return make(chanBuffer, 1) }

func (b chanBuffer) Put(item parcel) { b <- item }

func (b chanBuffer) Take() parcel { return <-b }
