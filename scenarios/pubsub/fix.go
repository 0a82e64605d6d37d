package pubsub

type leavingBroker struct{ list }

func (b *leavingBroker) Unsubscribe(s *subscriber) {
	close(s.left)
	b.list.Unsubscribe(s)
}

func (b *leavingBroker) Publish(message int) {
	for _, s := range b.snapshot() {
		select {
		case s.messages <- message:
		case <-s.left:
		}
	}
}

type lossyBroker struct{ list }

func (b *lossyBroker) Subscribe() *subscriber { return b.add(1) }

func (b *lossyBroker) Publish(message int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, s := range b.subscribers {
		select {
		case s.messages <- message:
		default:
		}
	}
}
