package publication

import (
	"sync"
	"sync/atomic"
	"time"
)

type flagFirstBox struct {
	data  int
	ready atomic.Bool
}

func (b *flagFirstBox) Publish(v int) {
	b.ready.Store(true)
	b.data = v
}

func (b *flagFirstBox) Read() (int, bool) {
	if !b.ready.Load() {
		return 0, false
	}
	return b.data, true
}

type atomicDataBox struct {
	data  atomic.Int64
	ready bool
}

func (b *atomicDataBox) Publish(v int) {
	b.data.Store(int64(v))
	b.ready = true
}

func (b *atomicDataBox) Read() (int, bool) {
	if !b.ready {
		return 0, false
	}
	return int(b.data.Load()), true
}

type sleepBox struct{ data int }

func (b *sleepBox) Publish(v int) {
	time.Sleep(20 * time.Millisecond) // a slow day
	b.data = v
}

func (b *sleepBox) Read() (int, bool) {
	time.Sleep(10 * time.Millisecond) // long enough, usually
	return b.data, true
}

type lockedFlagBox struct {
	mu    sync.Mutex
	data  int
	ready bool
}

func (b *lockedFlagBox) Publish(v int) {
	b.mu.Lock()
	b.ready = true
	b.mu.Unlock()
	b.data = v
}

func (b *lockedFlagBox) Read() (int, bool) {
	b.mu.Lock()
	ready := b.ready
	b.mu.Unlock()
	if !ready {
		return 0, false
	}
	return b.data, true
}
