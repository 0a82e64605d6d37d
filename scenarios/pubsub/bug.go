package pubsub

import (
	"slices"
	"sync"
)

// A broker sends messages to its subscribers.
type broker interface {
	Subscribe() *subscriber
	Unsubscribe(s *subscriber)
	Publish(message int)
}

type subscriber struct {
	messages chan int
	left     chan struct{}
}

// list is what all brokers have.
type list struct {
	mu          sync.Mutex
	subscribers []*subscriber
}

func (l *list) add(buffer int) *subscriber {
	l.mu.Lock()
	defer l.mu.Unlock()
	s := &subscriber{make(chan int, buffer), make(chan struct{})}
	l.subscribers = append(l.subscribers, s)
	return s
}

func (l *list) Subscribe() *subscriber { return l.add(0) }

func (l *list) Unsubscribe(s *subscriber) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.subscribers = slices.DeleteFunc(l.subscribers, func(o *subscriber) bool { return o == s })
}

func (l *list) snapshot() []*subscriber {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.subscribers)
}

type lockedBroker struct{ list }

func (b *lockedBroker) Publish(message int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.subscribers {
		s.messages <- message
	}
}
