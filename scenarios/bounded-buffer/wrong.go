package boundedbuffer

import "sync"

// A buffer has room for one item.
type buffer interface {
	Put(item parcel)
	Take() parcel
}

type signalBuffer struct {
	mu      sync.Mutex
	changed *sync.Cond
	full    bool
	item    parcel
}

func newSignalBuffer() *signalBuffer {
	b := &signalBuffer{}
	b.changed = sync.NewCond(&b.mu)
	return b
}

func (b *signalBuffer) Put(item parcel) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for b.full {
		b.changed.Wait()
	}
	b.full, b.item = true, item
	b.changed.Signal()
}

func (b *signalBuffer) Take() parcel {
	b.mu.Lock()
	defer b.mu.Unlock()
	for !b.full {
		b.changed.Wait()
	}
	b.full = false
	b.changed.Signal()
	return b.item
}
