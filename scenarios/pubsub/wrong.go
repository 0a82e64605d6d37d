package pubsub

type closingBroker struct{ list }

func (b *closingBroker) Unsubscribe(s *subscriber) {
	b.list.Unsubscribe(s)
	close(s.messages)
}

func (b *closingBroker) Publish(message int) {
	for _, s := range b.snapshot() {
		s.messages <- message
	}
}
