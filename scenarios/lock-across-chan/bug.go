package lockacrosschan

import "sync"

// A feed publishes events to one consumer.
type feed struct {
	mu       sync.Mutex
	sent     int
	received int
	events   chan int
}

func newFeed(buffer int) *feed { return &feed{events: make(chan int, buffer)} }

// next notes that the consumer is ready for one more, and waits for it.
func (f *feed) next() (event int, ok bool) {
	f.mu.Lock()
	f.received++
	f.mu.Unlock()
	event, ok = <-f.events
	return event, ok
}

func publish(f *feed, event int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sent++
	f.events <- event
}
