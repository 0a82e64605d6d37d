package sendonclosed

import (
	"sync"
	"sync/atomic"
)

type onceStream struct {
	plainStream
	once sync.Once
}

func newOnceStream(*sync.WaitGroup) stream {
	return &onceStream{plainStream: plainStream{make(chan int, capacity)}}
}

func (s *onceStream) Close() { s.once.Do(func() { close(s.messages) }) }

type flagStream struct {
	plainStream
	closed atomic.Bool
}

func newFlagStream(*sync.WaitGroup) stream {
	return &flagStream{plainStream: plainStream{make(chan int, capacity)}}
}

func (s *flagStream) Send(message int) bool {
	if s.closed.Load() {
		return false
	}
	s.messages <- message
	return true
}

func (s *flagStream) Close() {
	s.closed.Store(true)
	close(s.messages)
}
