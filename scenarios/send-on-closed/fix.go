package sendonclosed

import "sync"

type doneStream struct {
	messages chan int
	done     chan struct{}
}

func newDoneStream(*sync.WaitGroup) stream {
	return &doneStream{make(chan int), make(chan struct{})}
}

func (s *doneStream) Send(message int) bool {
	select {
	case s.messages <- message:
		return true
	case <-s.done:
		return false
	}
}

func (s *doneStream) Close() { close(s.done) }

func (s *doneStream) Receive() (message int, ok bool) {
	select {
	case message = <-s.messages:
		return message, true
	case <-s.done:
		return 0, false
	}
}

type lockedStream struct {
	plainStream
	mu     sync.RWMutex
	closed bool
}

func newLockedStream(*sync.WaitGroup) stream {
	return &lockedStream{plainStream: plainStream{make(chan int, capacity)}}
}

func (s *lockedStream) Send(message int) bool {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.closed {
		return false
	}
	s.messages <- message
	return true
}

func (s *lockedStream) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = true
	close(s.messages)
}

type joinedStream struct {
	plainStream
	producers *sync.WaitGroup
}

func newJoinedStream(producers *sync.WaitGroup) stream {
	return &joinedStream{plainStream{make(chan int)}, producers}
}

func (s *joinedStream) Close() {
	s.producers.Wait()
	close(s.messages)
}
