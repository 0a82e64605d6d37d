package publication

import (
	"sync"
	"sync/atomic"
)

type flagBox struct {
	data  int
	ready atomic.Bool
}

func (b *flagBox) Publish(v int) {
	b.data = v
	b.ready.Store(true)
}

func (b *flagBox) Read() (int, bool) {
	if !b.ready.Load() {
		return 0, false
	}
	return b.data, true
}

type closeBox struct {
	data  int
	ready chan struct{}
}

func (b *closeBox) Publish(v int) {
	b.data = v
	close(b.ready)
}

func (b *closeBox) Read() (int, bool) {
	select {
	case <-b.ready:
		return b.data, true
	default:
		return 0, false
	}
}

type mutexBox struct {
	mu    sync.Mutex
	data  int
	ready bool
}

func (b *mutexBox) Publish(v int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.data = v
	b.ready = true
}

func (b *mutexBox) Read() (int, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.data, b.ready
}

// A meetingBox has the reader send, and the writer receive.
type meetingBox struct {
	data int
	meet chan struct{}
}

func newMeetingBox(buffered int) *meetingBox {
	return &meetingBox{meet: make(chan struct{}, buffered)}
}

func (b *meetingBox) Publish(v int) {
	b.data = v
	<-b.meet
}

func (b *meetingBox) Read() (int, bool) {
	b.meet <- struct{}{}
	return b.data, true
}
