package sendonclosed

import "sync"

// A stream takes messages from producers to one consumer until it is closed.
type stream interface {
	Send(message int) bool // whether the stream took it
	Close()
	Receive() (message int, ok bool)
}

// capacity is more than any producers send.
const capacity = 16

type plainStream struct{ messages chan int }

func newPlainStream(*sync.WaitGroup) stream {
	return &plainStream{make(chan int, capacity)}
}

func (s *plainStream) Send(message int) bool {
	s.messages <- message
	return true
}

func (s *plainStream) Close() { close(s.messages) }

func (s *plainStream) Receive() (message int, ok bool) {
	message, ok = <-s.messages
	return message, ok
}
